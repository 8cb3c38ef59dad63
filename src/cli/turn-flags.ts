import {Flags} from '@oclif/core';
import {turnFlag} from './agent-flags.js';
import {turnPasswordFlag} from './turn-credentials.js';

/** Everything a command says about its relays; `turnOptions` reads it. */
export const turnFlags = {
  turn: turnFlag({
    multiple: true,
    description:
      'TURN server, [USER:PASSWORD@]turn:HOST[:PORT][?transport=udp|tcp] or turns:HOST[:PORT]; ' +
      'given several times, the first that works is used.',
  }),
  'turn-user': Flags.string({
    dependsOn: ['turn'],
    helpValue: '<name>',
    description: 'User of the TURN servers that are given without one.',
  }),
  'turn-password': turnPasswordFlag,
  'turn-ca': Flags.string({
    dependsOn: ['turn'],
    helpValue: '<file>',
    description: 'Certificates (PEM) to trust for turns: instead of those of the system.',
  }),
  'turn-name': Flags.string({
    dependsOn: ['turn'],
    helpValue: '<host>',
    description: 'Name that certificates of turns: must be for; default the HOST of --turn.',
  }),
  proxy: Flags.string({
    env: 'CLAW_PROXY',
    helpValue: '<url>',
    description: 'Proxy for TURN over TCP and TLS: http:// or socks5://[USER:PASSWORD@]HOST:PORT.',
  }),
};
