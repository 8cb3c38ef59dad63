// What a FrameReader promises of any bytes whatever, for the fuzzer and for the unit tests.

const NUMBERS = /** @type {const} */ (['stream', 'sequence', 'value', 'code', 'start', 'total']);
const FRAME_BYTES_MIN = 1;

/**
 * Reads a packet to its end, or to where it is malformed.
 * @param {{reader: import('../../src/core/wire/frame-reader.js').FrameReader, end: number, malformed: number, ack: number}} reading
 * @param {Uint8Array} packet
 * @param {number} offset
 * @returns {string | undefined} the promise that was broken
 */
export function brokenPromise({reader, end, malformed, ack}, packet, offset) {
  reader.begin(packet, offset);
  let frames = 0;
  for (let type = reader.next(); type !== end; type = reader.next()) {
    if (type === malformed) return undefined;
    frames += 1;
    if (frames * FRAME_BYTES_MIN > packet.length - offset) return 'more frames than bytes';
    const broken = type === ack ? brokenAck(reader) : brokenFields(reader, packet.length);
    if (broken) return `${broken} in a frame of type ${type}`;
  }
  return undefined;
}

/** @param {import('../../src/core/wire/frame-reader.js').FrameReader} reader */
function brokenAck({ranges, rangeCount, delayUs, oneWayUs}) {
  if (rangeCount < 1 || rangeCount > 64) return 'a bad number of ranges';
  if (!isCount(delayUs) || !isCount(oneWayUs)) return 'a bad delay';
  let above = Number.POSITIVE_INFINITY;
  for (let index = 0; index < 2 * rangeCount; index += 2) {
    const first = ranges[index] ?? Number.NaN;
    const last = ranges[index + 1] ?? Number.NaN;
    // At least one packet is missing between two ranges.
    if (!isCount(first) || !isCount(last) || first > last || last > above - 2) return 'a bad range';
    above = first;
  }
  return undefined;
}

/**
 * @param {import('../../src/core/wire/frame-reader.js').FrameReader} reader
 * @param {number} length
 */
function brokenFields(reader, length) {
  for (const name of NUMBERS) if (!isCount(reader[name])) return `a bad ${name}`;
  if (!(reader.lifetimeUs === -1 || isCount(reader.lifetimeUs))) return 'a bad lifetime';
  if (!(reader.priority >= -1 && reader.priority <= 4)) return 'a bad priority';
  if (!isWithin(reader.dataStart, reader.dataEnd, length)) return 'data outside the packet';
  if (!isWithin(reader.labelStart, reader.labelEnd, length)) return 'a label outside the packet';
  return undefined;
}

/** @param {number} value */
function isCount(value) {
  return Number.isSafeInteger(value) && value >= 0;
}

/**
 * @param {number} start
 * @param {number} end
 * @param {number} length
 */
function isWithin(start, end, length) {
  return start >= 0 && start <= end && end <= length;
}
