import {randomInt} from 'node:crypto';
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
    '<%= config.bin %> bench failover --fault udp-blocked --relays tls --traffic reliable-ordered,bulk',
  ];
  static override flags = failoverFlags;

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchFailover);
    const {rtt: rttMs, hold: holdMs, flap: flapMs, rate: rateBps, relays, peers} = flags;
    const traffic = readTraffic(flags.traffic, rttMs);
    const {linkDriver, rootless} = await this.chooseLab(flags.links);
    if (rootless) return this.again();
    const {benchFailover} = await import('../../scenario/bench/failover/failover.js');
    const {showBench} = await import('../../report/show-bench-table.js');
    const {failoverTable} = await import('../../report/bench-failover-table.js');
    const asked = {
      ...{
        faults: flags.fault,
        count: flags.faults,
        traffic,
        holdMs,
        flapMs,
        rttMs,
        rateBps,
        relays,
      },
      pace: {messageBytes: MESSAGE_BYTES, everyMs: flags.every},
      peers: peers === 'none' ? [] : [peers],
      ...{seed: flags.seed ?? randomInt(2 ** 32), linkDriver},
    };
    const result = await benchFailover(asked, this.context(flags.progress));
    this.log(showBench(failoverTable, result));
    return result;
  }
}
