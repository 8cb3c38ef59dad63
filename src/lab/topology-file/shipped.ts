import {existsSync, readdirSync} from 'node:fs';
import {basename, extname, join} from 'node:path';
import {didYouMean} from '../../did-you-mean.js';
import {ClawError} from '../../errors.js';

const EXTENSION = '.yaml';

/**
 * The path of the topology that `asked` names: a file, or one of those in `directory` by its name.
 *
 * Throws `TOPOLOGY_UNKNOWN`.
 */
export function findTopology(asked: string, directory: string): string {
  if (existsSync(asked)) return asked;
  const known = readdirSync(directory)
    .filter((name) => extname(name) === EXTENSION)
    .map((name) => basename(name, EXTENSION));
  if (known.includes(asked)) return join(directory, asked + EXTENSION);
  const guess = didYouMean(asked, known);
  throw new ClawError(`there is no topology "${asked}", neither a file nor a name`, {
    code: 'TOPOLOGY_UNKNOWN',
    hint: `${guess ? `Did you mean "${guess}"? ` : ''}Names: ${known.join(', ')}.`,
  });
}
