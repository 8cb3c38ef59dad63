import {readFileSync} from 'node:fs';
import {
  isCollection,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLParseError,
} from 'yaml';
import type {z} from 'zod';
import {ClawError, systemReason} from './errors.js';

/** How a kind of file complains. */
export interface FileKind {
  /** Error code of a file that is there and wrong: `LINK_FILE_INVALID`. */
  code: string;
  /** What to try where the schema has no better idea. */
  hint: string;
}

/**
 * Reads YAML (or JSON, which is YAML) as `schema` has it. `name` is the file's, for messages.
 *
 * Throws the kind's error with a line `file:line: key: what is wrong` for each mistake.
 */
export function parseYamlFile<Schema extends z.ZodType>(
  text: string,
  name: string,
  schema: Schema,
  kind: FileKind,
): z.output<Schema> {
  return parseYamlWithLines(text, name, schema, kind).value;
}

/** A file's value, and where in the file each of its keys is. */
export interface YamlWithLines<Value> {
  value: Value;
  /** Line, from 1, of the key or the item at `path`, or of the nearest one around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** As `parseYamlFile`, for those who later say where in the file something came from. */
export function parseYamlWithLines<Schema extends z.ZodType>(
  text: string,
  name: string,
  schema: Schema,
  kind: FileKind,
): YamlWithLines<z.output<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, {lineCounter: lines, prettyErrors: false});
  const at = (offset: number) => `${name}:${lines.linePos(offset).line}`;
  const [wrong] = document.errors;
  if (wrong) throw invalid([`${at(wrong.pos[0])}: ${problemOf(wrong, text)}`], kind);
  const parsed = schema.safeParse(resolved(document, name, kind) ?? {});
  const root = document.contents;
  if (parsed.success) {
    const lineOf = (path: readonly PropertyKey[]) =>
      lines.linePos(locate(root, {path: [...path]}).offset).line;
    return {value: parsed.data, lineOf};
  }
  const messages = parsed.error.issues.map((issue) => {
    const place = locate(root, issue);
    const key = place.path.length > 0 ? `${place.path.join('.')}: ` : '';
    return `${at(place.offset)}: ${key}${place.isMissing ? 'is missing' : issue.message}`;
  });
  const hint = parsed.error.issues.map(hintOf).find((found) => found !== undefined);
  throw invalid(messages, {...kind, hint: hint ?? kind.hint});
}

/** The text of a file. Throws `code` if it cannot be read. */
export function readTextFile(path: string, {code, hint}: FileKind): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = systemReason(cause as Error);
    throw new ClawError(`cannot read ${path}: ${reason}`, {code, hint, cause});
  }
}

/** The parser does not name the key that is there twice. */
function problemOf({code, message, pos}: YAMLParseError, text: string): string {
  const key = /^[^:,{}\n]+/.exec(text.slice(pos[0]))?.[0].trim();
  return code === 'DUPLICATE_KEY' && key ? `the key ${key} is there twice` : message;
}

/** Aliases are resolved only now: to nothing, to themselves, or to more than memory holds. */
function resolved(document: {toJS(): unknown}, name: string, kind: FileKind): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw invalid([`${name}: ${(error as Error).message}`], kind);
  }
}

interface Place {
  path: PropertyKey[];
  offset: number;
  isMissing: boolean;
}

/** The node an issue is about, or the nearest one around it that is in the file. */
function locate(
  root: Node | null,
  issue: {path: PropertyKey[]; code?: string; keys?: string[]},
): Place {
  if (root === null) return {path: issue.path, offset: 0, isMissing: issue.path.length > 0};
  const path: PropertyKey[] = [];
  let node: unknown = root;
  let offset = root.range?.[0] ?? 0;
  let isMissing = false;
  const keys = issue.code === 'unrecognized_keys' ? (issue.keys ?? []).slice(0, 1) : [];
  for (const key of issue.path) {
    // `jitter: 5ms` stands for `jitter: {spread: 5ms}`, which is not in the file.
    if (!isCollection(node)) break;
    path.push(key);
    const child = childOf(node, key);
    isMissing = child === undefined;
    offset = child?.offset ?? offset;
    node = child?.node;
  }
  for (const key of keys) offset = childOf(node, key)?.offset ?? offset;
  return {path, offset, isMissing};
}

function childOf(
  node: unknown,
  key: PropertyKey,
): {node: unknown; offset: number | undefined} | undefined {
  if (isMap(node)) {
    // A key like 7 is a number in the file and text in the value.
    const pair = node.items.find(({key: own}) => isScalar(own) && String(own.value) === key);
    return pair && {node: pair.value, offset: (pair.key as Node).range?.[0]};
  }
  const item = isCollection(node) ? (node.get(key, true) as Node | undefined) : undefined;
  return item && {node: item, offset: item.range?.[0]};
}

function hintOf(issue: z.core.$ZodIssue): string | undefined {
  return issue.code === 'custom' ? (issue.params?.['hint'] as string | undefined) : undefined;
}

function invalid(messages: readonly string[], {code, hint}: FileKind): ClawError {
  return new ClawError(messages.join('\n'), {code, hint});
}
