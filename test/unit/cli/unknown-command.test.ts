import {expect, test} from 'vitest';
import {unknownCommand} from '../../../src/cli/unknown-command.js';

const KNOWN = ['clean', 'doctor', 'mesh', 'mesh:up'];

test.each([
  [['docter'], 'docter', 'claw doctor'],
  [['mesh:upp', '--agents', '3'], 'mesh upp', 'claw mesh up'],
  [['mehs:up'], 'mehs up', 'claw mesh up'],
  [['mesh:teleport'], 'mesh teleport', 'claw mesh --help'],
  [['mesh:upp:now'], 'mesh upp now', 'claw mesh up'],
  [['wibble'], 'wibble', 'claw --help'],
])('%j', (typed, words, hint) => {
  const error = unknownCommand(typed, KNOWN);
  expect({message: error.message, hint: error.hint, exitCode: error.exitCode}).toEqual({
    message: `unknown command "${words}"`,
    hint,
    exitCode: 2,
  });
});

test('what follows a command that takes nothing is no command', () => {
  const {message, hint, code, exitCode} = unknownCommand(['clean:everything:now'], KNOWN);
  expect({message, hint, code, exitCode}).toEqual({
    message: 'unexpected argument: everything, now',
    hint: 'claw clean --help',
    code: 'USAGE',
    exitCode: 2,
  });
});
