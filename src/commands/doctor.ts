import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.js';
import {rowsText} from '../cli/rows-text.js';
import {turnCredentials, turnPasswordFlag} from '../cli/turn-credentials.js';
import {ExitCode} from '../errors.js';
import type {ServerReach} from '../lab/reachability/reach.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Say what this machine can do, and what to do about the rest.';
  static override description =
    'Looks at Node, the kernel, privileges and programs, and says which lab --fabric auto and ' +
    '--links auto give here. With --stun and --turn it also asks these servers, over IPv4 and ' +
    'IPv6. Changes nothing. Exits with 1 when a server does not do what it was asked for, ' +
    'otherwise with 3 when no fabric works.';
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --json',
    '<%= config.bin %> doctor --stun stun.example.org',
    '<%= config.bin %> doctor --turn "turns:turn.example.org" --turn-user alice',
  ];
  static override flags = {
    stun: Flags.string({
      multiple: true,
      helpValue: '<host[:port]>',
      description: 'STUN server to ask, over UDP; may be given several times.',
    }),
    turn: Flags.string({
      multiple: true,
      helpValue: '<uri>',
      description:
        'TURN server to ask for an allocation: turn:HOST[:PORT][?transport=udp|tcp] or ' +
        'turns:HOST[:PORT]; may be given several times.',
    }),
    'turn-user': Flags.string({
      dependsOn: ['turn'],
      helpValue: '<name>',
      description: 'User of the TURN servers; without one, no allocation is tried.',
    }),
    'turn-password': turnPasswordFlag,
  };

  override async run() {
    const {flags} = await this.parse(Doctor);
    const {parseServer} = await import('../lab/reachability/server-uri.js');
    const wanted = [
      ...(flags.stun ?? []).map((text) => parseServer(text, 'stun')),
      ...(flags.turn ?? []).map((text) => parseServer(text, 'turn')),
    ];
    const credentials = turnCredentials(flags['turn-user'], flags['turn-password']);
    const {diagnose} = await import('../lab/doctor/diagnosis.js');
    const {reachServer} = await import('../lab/reachability/reach.js');
    const {reachRows} = await import('../cli/reach-rows.js');
    const diagnosis = await diagnose();
    const servers: ServerReach[] = [];
    for (const server of wanted) {
      servers.push(await reachServer(server, credentials ? {credentials} : {}));
    }
    this.log(rowsText([...diagnosis.rows, ...servers.flatMap(reachRows)]));
    if (!diagnosis.lab) process.exitCode = ExitCode.unsupported;
    if (servers.some(({works}) => !works)) process.exitCode = ExitCode.failed;
    return {...diagnosis, servers};
  }
}
