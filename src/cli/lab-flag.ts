import {positiveIntegerFlag} from './flags.js';

/** Says which lab a command is about, when more than one is up. */
export function labFlag() {
  return positiveIntegerFlag({
    helpValue: '<pid>',
    description: 'Process id of its "claw lab up"; needed when several are up.',
  });
}
