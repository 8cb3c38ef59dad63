import {readFileSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {isCollection, isMap, isScalar, LineCounter, type Node, parseDocument} from 'yaml';
import type {z} from 'zod';
import {ClawError} from '../../errors.js';
import type {LinkModels} from './model.js';
import {linkSchema} from './schema.js';
import {linkModelsOf, type ReadTrace} from './settings.js';
import {parseTrace} from './trace.js';

/**
 * Reads a link from a file, YAML or JSON; traces are looked for beside it. Throws
 * `LINK_FILE_MISSING`, `LINK_FILE_INVALID` with file and line, or `TRACE_INVALID`.
 */
export function readLinkFile(path: string): LinkModels {
  return parseLinkFile(readText(path), path, (name) => {
    const tracePath = resolve(dirname(path), name);
    return parseTrace(readText(tracePath), name);
  });
}

/** The same from text; `name` is the file's, for messages. */
export function parseLinkFile(text: string, name: string, readTrace: ReadTrace): LinkModels {
  const lines = new LineCounter();
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false});
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}`;
  const [wrong] = document.errors;
  if (wrong) throw invalid([`${at(wrong.pos[0])}: ${wrong.message}`]);
  const parsed = linkSchema.safeParse(document.toJS() ?? {});
  if (parsed.success) return linkModelsOf(parsed.data, readTrace);
  const root = document.contents;
  const messages = parsed.error.issues.map((issue) => {
    const place = locate(root, issue);
    const key = place.path.length > 0 ? `${place.path.join('.')}: ` : '';
    return `${at(place.offset)}: ${key}${place.isMissing ? 'is missing' : issue.message}`;
  });
  const hints = parsed.error.issues.map((issue) => hintOf(issue));
  throw invalid(
    messages,
    hints.find((hint) => hint !== undefined),
  );
}

interface Place {
  path: PropertyKey[];
  offset: number;
  isMissing: boolean;
}

/** The node an issue is about, or the nearest one around it that is in the file. */
function locate(root: Node | null, issue: z.core.$ZodIssue): Place {
  const path: PropertyKey[] = [];
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  let isMissing = false;
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  for (const key of issue.path) {
    // `jitter: 5ms` stands for `jitter: {spread: 5ms}`, which is not in the file.
    if (!isCollection(node)) break;
    path.push(key);
    isMissing = !node.has(key);
    offset = offsetOf(node, key) ?? offset;
    node = node.get(key, true);
  }
  for (const key of keys) offset = offsetOf(node, key) ?? offset;
  return {path, offset, isMissing};
}

function offsetOf(node: unknown, key: PropertyKey): number | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
    return isScalar(pair?.key) ? pair.key.range?.[0] : undefined;
  }
  const item = isCollection(node) ? node.get(key, true) : undefined;
  return (item as Node | undefined)?.range?.[0];
}

function hintOf(issue: z.core.$ZodIssue): string | undefined {
  return issue.code === 'custom' ? (issue.params?.['hint'] as string | undefined) : undefined;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ClawError(`cannot read ${path}: ${(cause as Error).message}`, {
      code: 'LINK_FILE_MISSING',
      hint: 'Traces are looked for beside the file that names them.',
      cause,
    });
  }
}

function invalid(messages: readonly string[], hint = 'docs/links.md lists the keys.'): ClawError {
  return new ClawError(messages.join('\n'), {code: 'LINK_FILE_INVALID', hint});
}
