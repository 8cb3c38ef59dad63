import {BenchCommand} from '../../cli/bench-command.js';
import {failoverFlags, readTraffic} from '../../cli/failover-flags.js';

const MESSAGE_BYTES = 200;

export default class BenchFailover extends BenchCommand {
  static override summary = 'Measure what faults of a path do to traffic.';
  static override description =
    'Two agents with a direct path and a relay; one fault after the other is committed in the ' +
    'middle of traffic, undone, and timed: detected, switched, first byte, fail-back, and what was ' +
    'lost, doubled or reordered. Beside it the same on a plain WebRTC connection.';
  static override examples = [
    '<%= config.bin %> bench failover',
    '<%= config.bin %> bench failover --fault blackhole --faults 30',
    '<%= config.bin %> bench failover --fault udp-blocked --relays tls',
  ];
  static override flags = failoverFlags;

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchFailover);
    const {rtt: rttMs, hold: holdMs, flap: flapMs, rate: rateBps, relays, peers} = flags;
    const traffic = readTraffic(flags.traffic, rttMs);
    const asked = {
      ...{faults: flags.fault, traffic, holdMs, flapMs, rttMs, rateBps, relays},
      pace: {messageBytes: MESSAGE_BYTES, everyMs: flags.every},
      peers: peers === 'none' ? [] : [peers],
    };
    return this.bench({...flags, runs: flags.faults}, asked, async () => ({
      measure: (await import('../../scenario/bench/failover/failover.js')).benchFailover,
      table: (await import('../../report/bench-failover-table.js')).failoverTable,
    }));
  }
}
