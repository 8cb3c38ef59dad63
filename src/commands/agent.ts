import {Flags} from '@oclif/core';
import {carrierFlag, endpointFlag, standbyFlag} from '../cli/agent-flags.js';
import {BaseCommand} from '../cli/base-command.js';
import {turnFlags} from '../cli/turn-flags.js';
import {ClawError} from '../errors.js';

export default class AgentCommand extends BaseCommand {
  static override summary = 'Run one agent: a member of a mesh, a seed for others, or both.';
  static override examples = [
    '<%= config.bin %> agent --name seed --seed-listen 0.0.0.0:4455',
    '<%= config.bin %> agent --name a1 --seed ws://203.0.113.5:4455 --stun 203.0.113.5:3478',
  ];
  static override flags = {
    name: Flags.string({required: true, description: 'Name others call it by.'}),
    seed: Flags.string({description: 'WebSocket URL of the seed to join.'}),
    'seed-listen': endpointFlag({description: 'Be a seed at this address.'}),
    bind: Flags.string({description: 'Local address for UDP; default all interfaces.'}),
    stun: Flags.string({description: 'STUN server, HOST:PORT.'}),
    ...turnFlags,
    carrier: carrierFlag(),
    standby: standbyFlag({description: 'Paths to keep ready, or none; default relayed.'}),
    'candidate-map': endpointFlag({hidden: true}),
    pool: Flags.integer({default: 2, min: 0, max: 16, description: 'Peers gathered ahead.'}),
    control: Flags.string({description: 'Path of the control socket.'}),
    policy: Flags.string({description: 'Policy file; SIGHUP reads it again.'}),
    'audit-log': Flags.string({
      description: 'File for what the policy refuses.',
      dependsOn: ['policy'],
    }),
    attached: Flags.boolean({description: 'End when standard input closes.'}),
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(AgentCommand);
    if (flags.seed === undefined && !flags['seed-listen']) throw nothingToDo();
    const {turnOptions} = await import('../cli/turn-options.js');
    const {runAgent} = await import('../agent/run-agent.js');
    const stdinClosed = new AbortController();
    if (flags.attached) process.stdin.on('end', () => stdinClosed.abort()).resume();
    await runAgent({
      name: flags.name,
      seedUrl: flags.seed,
      seedListen: flags['seed-listen'],
      bindAddress: flags.bind,
      stun: flags.stun,
      turn: await turnOptions(flags),
      carrier: flags.carrier,
      standbys: flags.standby,
      candidateMap: flags['candidate-map'],
      poolSize: flags.pool,
      policy: flags.policy,
      auditLog: flags['audit-log'],
      onReloadAsked: (reload) => this.interrupts.onHangUp(() => this.#reloadPolicy(reload)),
      controlPath: flags.control,
      signal: AbortSignal.any([this.interrupts.signal, stdinClosed.signal]),
      onReady: () => this.logToStderr(`agent ${flags.name} is ready`),
    });
    // An open pipe would keep the process alive.
    if (flags.attached) process.stdin.destroy();
    return {agent: flags.name};
  }

  #reloadPolicy(reload: () => void): void {
    try {
      reload();
      this.logToStderr('the policy has been read again');
    } catch (error) {
      this.logToStderr(`the old policy stays: ${(error as Error).message}`);
    }
  }
}

function nothingToDo(): ClawError {
  return new ClawError('an agent needs --seed to join a mesh, or --seed-listen to be a seed', {
    code: 'AGENT_OPTIONS',
    hint: 'For example --seed ws://203.0.113.5:4455.',
  });
}
