import {ClawError} from '../../src/errors.js';

/** What a text is refused with; `accepted` when it is not. */
export function refusalOf(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    if (error instanceof ClawError) return error.message;
    throw error;
  }
  return 'accepted';
}
