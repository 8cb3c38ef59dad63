import {Flags} from '@oclif/core';
import {ClawError} from '../errors.js';
import type {TurnCredentials} from '../lab/reachability/turn-requests.js';

export const turnPasswordFlag = Flags.string({
  env: 'CLAW_TURN_PASSWORD',
  helpValue: '<password>',
  description:
    'Its password. Others on this machine can read command lines: the environment variable ' +
    'CLAW_TURN_PASSWORD is the better place.',
});

/** User and password of `--turn`. A password alone may be there for another command. */
export function turnCredentials(
  username: string | undefined,
  password: string | undefined,
): TurnCredentials | undefined {
  if (username === undefined) return undefined;
  if (password !== undefined) return {username, password};
  throw new ClawError('--turn-user: the password is missing', {
    code: 'FLAG_INVALID',
    hint: 'Set the environment variable CLAW_TURN_PASSWORD, or give --turn-password.',
  });
}
