// What a FrameReader promises of any bytes whatever, for the fuzzer and for the unit tests.

const NUMBERS = /** @type {const} */ (['stream', 'sequence', 'value', 'code', 'start', 'total']);

/**
 * What of a FrameReader is public: its own type would not fit the one built into dist.
 * @typedef {Pick<import('../../src/core/wire/frame-reader.js').FrameReader, keyof import('../../src/core/wire/frame-reader.js').FrameReader>} Reader
 * @typedef {typeof import('../../src/core/wire/frame-type.js').FrameType} Types
 */

/**
 * Reads a packet to its end, or to where it is malformed.
 * @param {{reader: Reader, end: number, malformed: number, types: Types}} reading
 * @param {Uint8Array} packet
 * @param {number} offset
 * @returns {string | undefined} the promise that was broken
 */
export function brokenPromise({reader, end, malformed, types}, packet, offset) {
  reader.begin(packet, offset);
  let frames = 0;
  for (let type = reader.next(); type !== end; type = reader.next()) {
    if (type === malformed) return undefined;
    frames += 1;
    if (frames > packet.length - offset) return 'more frames than bytes';
    const broken =
      type === types.ack ? brokenAck(reader) : brokenFields(reader, types, type, packet.length);
    if (broken) return `${broken} in a frame of type ${type}`;
  }
  return undefined;
}

/** @param {Reader} reader */
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
 * @param {Reader} reader
 * @param {Types} types
 * @param {number} type
 * @param {number} length
 */
function brokenFields(reader, types, type, length) {
  for (const name of NUMBERS) if (!isCount(reader[name])) return `a bad ${name}`;
  if (type !== types.message && type !== types.datagram && type !== types.close) return undefined;
  if (!isWithin(reader.dataStart, reader.dataEnd, length)) return 'data outside the packet';
  if (!(reader.lifetimeUs === -1 || isCount(reader.lifetimeUs))) return 'a bad lifetime';
  return type === types.message ? brokenMessage(reader, length) : undefined;
}

/**
 * @param {Reader} reader
 * @param {number} length
 */
function brokenMessage({priority, labelStart, labelEnd, dataStart, dataEnd, start, total}, length) {
  if (start + dataEnd - dataStart > total) return 'a part beyond its message';
  if (!(priority >= -1 && priority <= 4)) return 'a bad priority';
  const isLabel = priority < 0 || isWithin(labelStart, labelEnd, length);
  return isLabel ? undefined : 'a label outside the packet';
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
