import {ISATAP_WORD} from '../../policy/address.js';
import type {PortRange} from '../../policy/policy.js';
import type {SourceRange, SourceRanges} from '../../policy/source-ranges.js';
import {Code, INSTRUCTIONS_MAX, type Instruction, IP_HEADER} from './instruction.js';

const JUMP_MAX = 255;
const WORD_BITS = 32n;
const WORD_MAX = 0xffff_ffffn;
/** Where the headers have the source address (RFC 791 section 3.1, RFC 8200 section 3). */
const IPV4_SOURCE = 12;
const IPV6_SOURCE = 8;
const WORDS = {ipv4: 1, ipv6: 4} as const;
const WHOLE_PACKET = 0xffff_ffff;
const ALL_PORTS = '1,65535';

/** Instructions that end with a verdict. `ports` jumps to the block that checks those of a key. */
type Fragment = readonly (Instruction | {ports: string})[];
/** From `first` on, up to the next one. */
interface Step {
  first: number;
  code: Fragment;
}

const ACCEPT: Fragment = [result(WHOLE_PACKET)];
const DROP: Fragment = [result(0)];

/**
 * A filter for UDP sockets that lets through what comes from the sources that are heard. A packet that
 * is neither IPv4 nor IPv6, or of an ISATAP address, is dropped. The kernel runs it where the UDP
 * header begins.
 *
 * @throws Error when it would be longer than the kernel takes
 */
export function compileSources({ipv4, ipv6}: SourceRanges): Instruction[] {
  const blocks = portBlocks([...ipv4, ...ipv6]);
  const four = wordCode(ipv4, {word: 0, words: WORDS.ipv4, at: IPV4_SOURCE});
  const six = [
    load(IPV6_SOURCE + 8),
    instruction(Code.and, ISATAP_WORD.mask),
    instruction(Code.jumpIfEqual, ISATAP_WORD.value, 0, 1),
    ...DROP,
    ...wordCode(ipv6, {word: 0, words: WORDS.ipv6, at: IPV6_SOURCE}),
  ];
  const version = [
    instruction(Code.loadByte, IP_HEADER),
    instruction(Code.shiftRight, 4),
    instruction(Code.jumpIfEqual, 6, 0, 1),
    // Over the rest of this part and the next.
    instruction(Code.jump, 2 + four.length),
    instruction(Code.jumpIfEqual, 4, 1, 0),
    ...DROP,
  ];
  const program = linked([...version, ...four, ...six], blocks);
  if (program.length > INSTRUCTIONS_MAX) {
    throw new Error(
      `too many networks for a packet filter: ${program.length} instructions, of ${INSTRUCTIONS_MAX}`,
    );
  }
  return program;
}

interface Place {
  /** From 0. */
  word: number;
  words: number;
  /** Offset of the address in the IP header, in bytes. */
  at: number;
}

/** Compares one word of the address; the words before it are known. */
function wordCode(ranges: readonly SourceRange[], place: Place): Fragment {
  const {word, words, at} = place;
  const shift = WORD_BITS * BigInt(words - 1 - word);
  const wordOf = ({first}: SourceRange) => Number((first >> shift) & WORD_MAX);
  const steps: Step[] = [];
  // What holds for the address that begins a word's value, if no range begins there.
  let before = ranges[0] as SourceRange;
  for (const [first, own] of groupedBy(ranges, wordOf)) {
    const begin = own[0] as SourceRange;
    const isAtBegin = (begin.first & ((1n << shift) - 1n)) === 0n;
    const within = isAtBegin ? own : [{...before, first: BigInt(first) << shift}, ...own];
    const after = own.at(-1) as SourceRange;
    if (within.length > 1) {
      steps.push({first, code: wordCode(within, {...place, word: word + 1})});
      if (BigInt(first) < WORD_MAX) steps.push({first: first + 1, code: verdict(after)});
    } else {
      steps.push({first, code: verdict(after)});
    }
    before = after;
  }
  return [load(at + 4 * word), ...search(distinct(steps))];
}

/** Finds the step that the loaded value belongs to. */
function search(steps: readonly Step[]): Fragment {
  const middle = steps.length >> 1;
  const pivot = steps[middle]?.first ?? 0;
  if (middle === 0) return steps[0]?.code ?? DROP;
  const below = search(steps.slice(0, middle));
  const rest = search(steps.slice(middle));
  if (below.length <= JUMP_MAX) {
    return [instruction(Code.jumpIfNotBelow, pivot, below.length, 0), ...below, ...rest];
  }
  const far = instruction(Code.jump, below.length);
  return [instruction(Code.jumpIfNotBelow, pivot, 0, 1), far, ...below, ...rest];
}

/** Without those at whose place another begins, and those that say what the one before says. */
function distinct(steps: readonly Step[]): Step[] {
  const placed = steps.filter(({first}, index) => steps[index + 1]?.first !== first);
  return placed.filter(({code}, index) => {
    const before = placed[index - 1]?.code;
    return !(before?.length === 1 && JSON.stringify(before) === JSON.stringify(code));
  });
}

function verdict({ports}: SourceRange): Fragment {
  const key = String(ports);
  if (key === '') return DROP;
  return key === ALL_PORTS ? ACCEPT : [{ports: key}];
}

/** One for every list of ports that is neither none nor all. */
function portBlocks(ranges: readonly SourceRange[]): Map<string, Fragment> {
  const lists = new Map(ranges.map(({ports}) => [String(ports), ports]));
  lists.delete('');
  lists.delete(ALL_PORTS);
  return new Map([...lists].map(([key, ports]) => [key, portCode(ports)]));
}

function portCode(ports: readonly PortRange[]): Fragment {
  const steps = ports.flatMap(([first, last]) => [
    {first, code: ACCEPT},
    {first: last + 1, code: DROP},
  ]);
  return [instruction(Code.loadHalf, 0), ...search([{first: 0, code: DROP}, ...steps])];
}

/** Puts the blocks behind the code, and says how far each jump to one goes. */
function linked(code: Fragment, blocks: ReadonlyMap<string, Fragment>): Instruction[] {
  const starts = new Map<string, number>();
  const whole = [...code];
  for (const [key, block] of blocks) {
    starts.set(key, whole.length);
    whole.push(...block);
  }
  return whole.map((one, index) =>
    'ports' in one ? instruction(Code.jump, (starts.get(one.ports) ?? 0) - index - 1) : one,
  );
}

function groupedBy<Value>(
  values: readonly Value[],
  keyOf: (value: Value) => number,
): Map<number, Value[]> {
  const groups = new Map<number, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

function load(offset: number): Instruction {
  return instruction(Code.loadWord, IP_HEADER + offset);
}

function result(bytes: number): Instruction {
  return instruction(Code.result, bytes);
}

function instruction(code: number, k: number, jt = 0, jf = 0): Instruction {
  return {code, jt, jf, k};
}
