import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';
import {ClawError, ExitCode} from '../../errors.js';

const STUN_PORT = 3478;

export default class NatDetect extends BaseCommand {
  static override summary = 'Classify the NAT of the network this machine is in.';
  static override description =
    'Asks a STUN server with two addresses (RFC 5780) how the NAT maps, filters and chooses ' +
    'ports. Exits with 6 when the answers do not decide it.';
  static override examples = ['<%= config.bin %> nat detect --stun stun.example.org'];
  static override flags = {
    stun: Flags.string({
      required: true,
      helpValue: '<host[:port]>',
      description: 'STUN server with two addresses; port 3478 if not given.',
    }),
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(NatDetect);
    const {host, port} = parseServer(flags.stun);
    const {detectNat} = await import('../../lab/probe/detect.js');
    const {natText} = await import('../../cli/nat-text.js');
    const nat = await detectNat(host, port);
    const decided = nat.filtering !== undefined && (nat.mapping !== undefined || !nat.translated);
    if (!decided) process.exitCode = ExitCode.inconclusive;
    this.log(natText(nat));
    return {stun: `${host}:${port}`, nat};
  }
}

function parseServer(text: string): {host: string; port: number} {
  const [, host, port] = /^([^\s:/]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host && Number(port ?? STUN_PORT) <= 65_535) return {host, port: Number(port ?? STUN_PORT)};
  throw new ClawError(`--stun: "${text}" is not a server`, {
    code: 'FLAG_INVALID',
    hint: 'Give a name or an IPv4 address, and a port if it is not 3478: stun.example.org:3478.',
  });
}
