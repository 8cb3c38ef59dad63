// Frames that look right and lie: about credit, lengths, packet numbers, streams and their ends.

/**
 * What a liar knows of a connection.
 * @typedef {{random: () => number, seen: number, isCaller: boolean, theirs: number[]}} Knowledge
 * @typedef {import('../../dist/core/wire/frame-writer.js').FrameWriter} FrameWriter
 * @typedef {(writer: FrameWriter, knowledge: Knowledge) => unknown} Lie
 */

const HUGE = [2 ** 24, 2 ** 24 + 64, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER];
const EMPTY = new Uint8Array(0);
const LABEL = Uint8Array.of(0xff, 0x1b, 0x5b);

/** Mostly small, sometimes at a limit. @param {() => number} random */
function number(random) {
  const kind = random() % 16;
  if (kind === 0) return HUGE[random() % HUGE.length] ?? 0;
  if (kind < 4) return random() % 40_000;
  return random() % 12;
}

/** Mostly one that the liar may open. @param {Knowledge} knowledge */
function stream({random, isCaller, theirs}) {
  const kind = random() % 128;
  if (kind === 0) return number(random);
  if (kind < 48 && theirs.length > 0) return theirs[kind % theirs.length] ?? 0;
  return 2 * (random() % 8) + (isCaller ? 0 : 1);
}

/**
 * A message of `total` bytes of which there are a few.
 * @param {FrameWriter} writer @param {Knowledge} knowledge @param {number} total
 */
function message(writer, knowledge, total) {
  const {random} = knowledge;
  const start = Math.min(total, random() % 3 === 0 ? number(random) : 0);
  const end = Math.min(total, start + (random() % 100));
  if (end > 100_000) return;
  // Only the length is looked at beyond what is sent, and no memory is asked for.
  const data = Object.defineProperty(new Uint8Array(end), 'length', {value: total});
  const head = {
    stream: stream(knowledge),
    sequence: number(random),
    unordered: random() % 2 === 0,
    opens: random() % 2 === 0 ? {priority: random() % 5, label: LABEL} : undefined,
    lifetimeUs: random() % 4 === 0 ? number(random) : -1,
  };
  writer.message(head, data, start, end);
}

/** @param {FrameWriter} writer @param {Knowledge} knowledge @param {number} largest @param {number} first */
function ack(writer, {random}, largest, first) {
  if (largest < 0) return;
  const ranges = Float64Array.of(Math.max(0, Math.min(first, largest)), largest);
  writer.ack(ranges, 1, random() % 2 === 0 ? number(random) : random() % 5000, random());
}

/** @type {Lie[]} */
const LIES = [
  (writer, knowledge) => message(writer, knowledge, number(knowledge.random)),
  (writer, knowledge) => message(writer, knowledge, knowledge.random() % 100),
  (writer, {random}) => writer.maxCredit(number(random)),
  (writer, {random, theirs}) =>
    writer.maxStreamCredit(theirs[0] ?? number(random), 2 ** 22 + number(random)),
  (writer, known) => writer.skip(stream(known), number(known.random), 64 + number(known.random)),
  (writer, known) => writer.finish(stream(known), number(known.random)),
  (writer, known) =>
    writer.resetStream(stream(known), number(known.random), 64 * number(known.random)),
  (writer, known) => writer.stop(stream(known), number(known.random)),
  (writer, {random}) => writer.datagram(new Uint8Array(random() % 300), number(random) - 1),
  // Of what was never sent, or left out,
  (writer, knowledge) => {
    const {seen, random} = knowledge;
    ack(writer, knowledge, random() % 64 === 0 ? seen + number(random) : seen, 0);
  },
  // and of what was sent, as if it had arrived late.
  (writer, knowledge) => {
    const from = knowledge.seen - (knowledge.random() % 50);
    ack(writer, knowledge, from, from - (knowledge.random() % 50));
  },
  (writer) => writer.ping(),
  (writer, {random}) => writer.pathPing(random()),
  (writer, {random}) => writer.pathPong(random()),
  (writer, {random}) =>
    random() % 64 === 0 && writer.close(number(random), LABEL.subarray(random() % 3)),
];

/** One lie, or several that contradict each other. @param {FrameWriter} writer @param {Knowledge} knowledge */
export function writeLies(writer, knowledge) {
  const {random} = knowledge;
  const lies = 1 + (random() % 3);
  for (let count = 0; count < lies; count++) LIES[random() % LIES.length]?.(writer, knowledge);
}

/**
 * Costly and allowed: opens streams and ends them, keeps messages waiting, gives credit by the byte, and
 * acknowledges nothing. `turn` counts up.
 *
 * @param {FrameWriter} writer @param {Knowledge} knowledge @param {number} turn
 */
export function writeBurden(writer, {isCaller}, turn) {
  const id = 2 * turn + (isCaller ? 0 : 1);
  // Streams that stay open, with messages that wait for one that never comes.
  const kept = 2 * (turn % 8) + (isCaller ? 0 : 1);
  const head = {stream: kept, sequence: 0, unordered: false, lifetimeUs: -1};
  const opens = {priority: 3, label: EMPTY};
  for (let step = 0; step < 8; step++) {
    head.sequence = 1 + 8 * Math.floor(turn / 8) + step;
    if (head.sequence < 32_768) writer.message({...head, opens}, EMPTY, 0, 0);
  }
  writer.maxCredit(16 * 2 ** 20 + turn);
  if (turn < 8) return;
  writer.stop(id, 1);
  writer.resetStream(id, 1, 0);
}
