import {constants} from 'node:fs';
import {access, writeFile} from 'node:fs/promises';
import {dirname, resolve} from 'node:path';
import {Flags} from '@oclif/core';
import {ClawError, systemReason} from '../errors.js';

/** Where the curves of a bench go. */
export const plotFlag = Flags.custom<string>({
  helpValue: '<file.svg>',
  description: 'Draw the curves to this file.',
  parse: async (text, _context, {name}) => {
    if (!text.endsWith('.svg')) {
      throw new ClawError(`--${name}: "${text}" is not the name of an SVG file`, {
        code: 'FLAG_INVALID',
        hint: 'Give a name that ends in .svg.',
      });
    }
    // Nobody wants to learn it when the bench is over.
    await access(dirname(resolve(text)), constants.W_OK).catch((cause) => {
      throw notWritable(name, text, cause);
    });
    return text;
  },
});

/** Throws `PLOT_FILE`. */
export async function writePlot(file: string, svg: string): Promise<void> {
  await writeFile(file, svg).catch((cause) => {
    throw notWritable('plot', file, cause);
  });
}

function notWritable(name: string, file: string, cause: Error): ClawError {
  return new ClawError(`--${name}: cannot write ${file}: ${systemReason(cause)}`, {
    code: 'PLOT_FILE',
    hint: 'Give a file in a directory that exists and that you may write to.',
    cause,
  });
}
