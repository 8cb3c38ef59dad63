import {Args} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';
import {labFlag} from '../../cli/lab-flag.js';
import {runAttached} from '../../cli/run-attached.js';
import {ClawError} from '../../errors.js';

export default class LabExec extends BaseCommand {
  /** stdout and the exit code are the program's. */
  static override enableJsonFlag = false;
  static override strict = false;
  static override summary = 'Run a program in a host of the lab that is up.';
  static override description =
    'The program has this terminal, and its exit code is returned. CLAW_STUN, CLAW_TURN, ' +
    'CLAW_TURN_TCP, CLAW_TURN_TLS, CLAW_BIND and CLAW_SEED tell it how to reach the lab’s services. ' +
    'The loopback fabric has no hosts to enter: there it is an ordinary process with these variables.';
  static override usage = 'lab exec HOST [--lab <pid>] -- CMD...';
  static override examples = [
    '<%= config.bin %> lab exec a1 -- ip address',
    '<%= config.bin %> lab exec a1 -- ping -c 3 198.18.0.2',
  ];
  static override args = {
    host: Args.string({required: true, description: 'Name of the host.'}),
  };
  static override flags = {lab: labFlag()};

  override async run(): Promise<object> {
    const {flags, argv} = await this.parse(LabExec);
    const [host = '', ...command] = argv as string[];
    if (command.length === 0) throw nothingToRun(host);
    const {LabClient} = await import('../../scenario/lab-session/lab-client.js');
    const {enterHost, hostEnvironment} = await import('../../scenario/lab-session/enter.js');
    const lab = await LabClient.find(flags.lab);
    const entry = await lab.enter(host).finally(() => lab.close());
    if (entry.fabric === 'loopback') {
      this.logToStderr(
        `claw: loopback fabric: ${command[0]} is an ordinary process of this machine`,
      );
    }
    return this.exit(await runAttached(enterHost(entry, command), hostEnvironment(entry)));
  }
}

function nothingToRun(host: string): ClawError {
  return new ClawError(`nothing to run in ${host}`, {
    code: 'USAGE',
    hint: `For example claw lab exec ${host} -- ip address`,
  });
}
