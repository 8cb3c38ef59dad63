import {randomBytes} from 'node:crypto';

/** Of an attempt; nobody can guess it. */
export function freshId(): string {
  return randomBytes(8).toString('base64url');
}
