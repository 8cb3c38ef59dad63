import {BenchCommand} from '../../cli/bench-command.js';
import {soakFlags} from '../../cli/soak-flags.js';
import {ExitCode} from '../../errors.js';
import {checkSchedule} from '../../scenario/bench/soak/soak-schedule.js';

export default class BenchSoak extends BenchCommand {
  static override summary = 'Hurt agents at random for minutes, and see what breaks or leaks.';
  static override description =
    'Agents in a ring, each behind a NAT of its own, talk in every reliability mode all the time, ' +
    'while random faults hit one after the other. Every promise is checked over the whole soak, ' +
    'memory is watched, PeerConnections are counted, and the routers tell whether paths are what ' +
    'agents say. Exits with 1 when a promise was broken or anything leaked.';
  static override examples = [
    '<%= config.bin %> bench soak',
    '<%= config.bin %> bench soak --agents 4 --faults 20 --duration 2m --seed 7',
    '<%= config.bin %> bench soak --relays udp,tcp --rtt 20ms --json',
  ];
  static override flags = soakFlags;

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchSoak);
    const {agents, faults, duration: durationMs, rtt: rttMs, relays} = flags;
    checkSchedule({agents, faults, durationMs});
    const asked = {agents, faults, durationMs, rttMs, relays};
    const result = await this.bench({...flags, runs: 1}, asked, async () => ({
      measure: (await import('../../scenario/bench/soak/soak.js')).benchSoak,
      table: (await import('../../report/bench-soak-table.js')).soakTable,
      plot: (await import('../../report/bench-soak-plot.js')).soakPlot,
    }));
    if (!result.isPassed) process.exitCode = ExitCode.failed;
    return result;
  }
}
