import {expect, test} from 'vitest';
import {unknownCommand} from '../../../src/cli/unknown-command.js';

const KNOWN = ['clean', 'doctor', 'mesh', 'mesh:up'];

test.each([
  [['docter'], 'docter', 'claw doctor'],
  [['mesh:upp', '--agents', '3'], 'mesh upp', 'claw mesh up'],
  [['mehs:up'], 'mehs up', 'claw mesh up'],
  [['mesh:teleport'], 'mesh teleport', 'claw mesh --help'],
  [['clean:everything:now'], 'clean everything now', 'claw clean --help'],
  [['wibble'], 'wibble', 'claw --help'],
])('%j', (typed, words, hint) => {
  const error = unknownCommand(typed, KNOWN);
  expect({message: error.message, hint: error.hint, exitCode: error.exitCode}).toEqual({
    message: `unknown command "${words}"`,
    hint,
    exitCode: 2,
  });
});
