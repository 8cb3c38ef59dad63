import {ClawError} from '../errors.js';
import type {TurnCredentials} from '../lab/reachability/turn-requests.js';

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
