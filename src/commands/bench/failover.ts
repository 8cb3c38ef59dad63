import {randomInt} from 'node:crypto';
import {Flags} from '@oclif/core';
import {BenchCommand} from '../../cli/bench-command.js';
import {benchFlags} from '../../cli/bench-flags.js';
import {faultsFlag, readTraffic, relaysFlag} from '../../cli/failover-flags.js';
import {durationFlag, listFlag, positiveIntegerFlag, rateFlag} from '../../cli/flags.js';

const MESSAGE_BYTES = 200;
const {seed, links, progress} = benchFlags;

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
  static override flags = {
    fault: faultsFlag({
      default: ['blackhole', 'udp-blocked'],
      defaultHelp: async () => 'blackhole,udp-blocked',
      description: 'Faults; all are in docs/bench-failover.md.',
    }),
    faults: positiveIntegerFlag({default: 5, description: 'How many of each.'}),
    traffic: listFlag({
      default: ['reliable-ordered', 'reliable-ordered:critical', 'retransmits-unordered', 'bulk'],
      defaultHelp: async () => 'two reliable streams, one that is not, bulk',
      description: 'MODE, MODE:PRIORITY or bulk; all run side by side.',
    }),
    hold: durationFlag({
      default: 3000,
      defaultHelp: async () => '3s',
      description: 'How long a fault is there.',
    }),
    flap: durationFlag({
      default: 1000,
      defaultHelp: async () => '1s',
      description: 'How long a flapping path is away, and there again.',
    }),
    every: durationFlag({
      default: 10,
      defaultHelp: async () => '10ms',
      description: 'Between two messages of 200 bytes.',
    }),
    rtt: durationFlag({default: 50, defaultHelp: async () => '50ms', description: 'Round trip.'}),
    rate: rateFlag({
      default: 20e6,
      defaultHelp: async () => '20mbit',
      description: 'Bottleneck, each way.',
    }),
    relays: relaysFlag({
      default: ['udp', 'tcp'],
      defaultHelp: async () => 'udp,tcp',
      description: 'How agents may reach their relay: udp, tcp, tls.',
    }),
    peers: Flags.option({
      options: ['datachannel', 'none'] as const,
      default: 'datachannel' as const,
      description: 'What runs beside claw.',
    })(),
    ...{seed, links, progress},
  };

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
