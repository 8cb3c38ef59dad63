import {dirname, resolve} from 'node:path';
import {parseYamlFile, readTextFile} from '../../yaml-file.js';
import type {LinkModels} from './model.js';
import {linkSchema} from './schema.js';
import {linkModelsOf, type ReadTrace} from './settings.js';
import {parseTrace} from './trace.js';

const INVALID = {code: 'LINK_FILE_INVALID', hint: 'docs/links.md lists the keys.'};
const MISSING = {
  code: 'LINK_FILE_MISSING',
  hint: 'Traces are looked for beside the file that names them.',
};

/**
 * Reads a link from a file, YAML or JSON; traces are looked for beside it. Throws
 * `LINK_FILE_MISSING`, `LINK_FILE_INVALID` with file and line, or `TRACE_INVALID`.
 */
export function readLinkFile(path: string): LinkModels {
  return parseLinkFile(readTextFile(path, MISSING), path, traceReader(path));
}

/**
 * The same from text; `name` is the file's, for messages. With `base`, what the text does not name
 * is as it is there, unless it names a preset.
 */
export function parseLinkFile(
  text: string,
  name: string,
  readTrace: ReadTrace,
  base?: LinkModels,
): LinkModels {
  const {preset = base, ...settings} = parseYamlFile(text, name, linkSchema, INVALID);
  return linkModelsOf({...settings, preset}, readTrace);
}

/** Reads the traces that the file at `path` names. */
export function traceReader(path: string): ReadTrace {
  return (name) => parseTrace(readTextFile(resolve(dirname(path), name), MISSING), name);
}
