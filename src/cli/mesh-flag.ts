import {positiveIntegerFlag} from './flags.js';

/** Says which mesh a command is about, when more than one is up. */
export function meshFlag() {
  return positiveIntegerFlag({
    helpValue: '<pid>',
    description: 'Process id of its "claw mesh up"; needed when several are up.',
  });
}
