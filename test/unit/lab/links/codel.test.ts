import fc from 'fast-check';
import {expect, it} from 'vitest';
import {CodelControl} from '../../../../src/lab/links/codel.js';
import {CodelQueue} from '../../../../src/lab/links/codel-queue.js';
import {Direction} from '../../../../src/lab/links/direction.js';
import {RatePipe} from '../../../../src/lab/links/pipe.js';

interface Packet {
  arrivedMs: number;
  sizeBytes: number;
}

const CODEL = {targetMs: 5, intervalMs: 100};
/** 1000 bytes take 1 ms. */
const RATE_BPS = 8e6;
const MAX_PACKET_BYTES = 1514;

/** The pseudocode of RFC 8289 sections 5.5 and 5.6, in its order and with its names. */
class Reference {
  #firstAboveTime = 0;
  #dropNext = 0;
  #count = 0;
  #lastCount = 0;
  #dropping = false;
  readonly queue: Packet[] = [];
  readonly dropped: Packet[] = [];

  dequeue(now: number): Packet | undefined {
    let r = this.#dodequeue(now);
    if (this.#dropping) {
      if (!r.okToDrop) this.#dropping = false;
      while (now >= this.#dropNext && this.#dropping) {
        this.dropped.push(r.packet as Packet);
        this.#count++;
        r = this.#dodequeue(now);
        if (r.okToDrop) this.#dropNext = this.#controlLaw(this.#dropNext);
        else this.#dropping = false;
      }
    } else if (r.okToDrop) {
      this.dropped.push(r.packet as Packet);
      r = this.#dodequeue(now);
      this.#dropping = true;
      const delta = this.#count - this.#lastCount;
      this.#count = 1;
      if (delta > 1 && now - this.#dropNext < 16 * CODEL.intervalMs) this.#count = delta;
      this.#dropNext = this.#controlLaw(now);
      this.#lastCount = this.#count;
    }
    return r.packet;
  }

  #controlLaw(time: number): number {
    return time + CODEL.intervalMs / Math.sqrt(this.#count);
  }

  #dodequeue(now: number): {packet: Packet | undefined; okToDrop: boolean} {
    const packet = this.queue.shift();
    const bytes = this.queue.reduce((sum, {sizeBytes}) => sum + sizeBytes, 0);
    let okToDrop = false;
    if (packet === undefined) {
      this.#firstAboveTime = 0;
    } else if (now - packet.arrivedMs < CODEL.targetMs || bytes <= MAX_PACKET_BYTES) {
      this.#firstAboveTime = 0;
    } else if (this.#firstAboveTime === 0) {
      this.#firstAboveTime = now + CODEL.intervalMs;
    } else if (now >= this.#firstAboveTime) {
      okToDrop = true;
    }
    return {packet, okToDrop};
  }
}

/** Runs the reference event by event: when each packet leaves, undefined for those dropped. */
function referenceTimes(packets: readonly Packet[]): (number | undefined)[] {
  const reference = new Reference();
  const leaves = new Map<Packet, number>();
  const coming = [...packets];
  let freeMs = 0;
  while (coming.length > 0 || reference.queue.length > 0) {
    const next = coming[0];
    if (reference.queue.length === 0) freeMs = Math.max(freeMs, next?.arrivedMs ?? 0);
    while (coming[0] && coming[0].arrivedMs <= freeMs)
      reference.queue.push(coming.shift() as Packet);
    const packet = reference.dequeue(freeMs);
    if (packet === undefined) continue;
    freeMs += packet.sizeBytes / 1000;
    leaves.set(packet, freeMs);
  }
  return packets.map((packet) => leaves.get(packet));
}

/** `everyMs`: how late the queue may learn of the time. */
function queueTimes(packets: readonly Packet[], everyMs: number): (number | undefined)[] {
  const queue = new CodelQueue();
  const pipe = new RatePipe(RATE_BPS, 0);
  const control = new CodelControl(CODEL);
  let nextMs = 0;
  for (const {arrivedMs, sizeBytes} of packets) {
    if (arrivedMs >= nextMs) queue.advance(arrivedMs, pipe, control);
    if (arrivedMs >= nextMs) nextMs = arrivedMs + everyMs;
    queue.push(arrivedMs, sizeBytes, 0);
  }
  queue.advance(1e9, pipe, control);
  return packets.map(() => queue.take().leavesMs);
}

const bursts = fc
  .array(
    fc.record({
      gapMs: fc.integer({min: 0, max: 400}),
      count: fc.integer({min: 1, max: 150}),
      paceMs: fc.double({min: 0.3, max: 2.5, noNaN: true}),
      sizeBytes: fc.integer({min: 60, max: 1514}),
    }),
    {minLength: 1, maxLength: 6},
  )
  .map((parts) => {
    const packets: Packet[] = [];
    let nowMs = 1;
    for (const {gapMs, count, paceMs, sizeBytes} of parts) {
      nowMs += gapMs;
      for (let n = 1; n <= count; n++) packets.push({arrivedMs: nowMs + n * paceMs, sizeBytes});
      nowMs += count * paceMs;
    }
    return packets;
  });

it('does what the pseudocode of RFC 8289 does, however late it is called', () => {
  fc.assert(
    fc.property(bursts, fc.constantFrom(0, 7, 300), (packets, everyMs) => {
      const expected = referenceTimes(packets);
      const actual = queueTimes(packets, everyMs);
      actual.forEach((leavesMs, n) => {
        expect(leavesMs === undefined).toBe(expected[n] === undefined);
        if (leavesMs !== undefined) expect(leavesMs).toBeCloseTo(expected[n] as number, 6);
      });
    }),
  );
});

it('brings a standing queue down to its target where drop-tail lets it stand', () => {
  const longestWaitMs = (codel: boolean) => {
    const model = {rateBps: RATE_BPS, queueMsMax: 500, ...(codel ? {codel: CODEL} : {})};
    const direction = new Direction(model, 1, 's1/up');
    const arrivedMs: number[] = [];
    let waitMs = 0;
    const leave = (atMs: number | undefined, sentMs: number) => {
      if (atMs !== undefined && sentMs > 4000) waitMs = Math.max(waitMs, atMs - sentMs);
    };
    // A window of 60 packets: each one that leaves, or is lost, lets the sender send another.
    for (let n = 0; n < 6000; n++) {
      const nowMs = n;
      while (direction.decisionMs <= nowMs) leave(direction.decide(nowMs), arrivedMs.shift() ?? 0);
      const bytes = n < 60 ? 2000 : 1000;
      const atMs = direction.submit(nowMs, bytes);
      if (codel) arrivedMs.push(nowMs);
      else leave(atMs, nowMs);
    }
    return waitMs;
  };
  expect(longestWaitMs(false)).toBeGreaterThan(50);
  expect(longestWaitMs(true)).toBeLessThan(20);
});

it('lets a packet wait no longer than the bound, CoDel or not', () => {
  const direction = new Direction({rateBps: RATE_BPS, queueMsMax: 3, codel: CODEL}, 1, 's1/up');
  const answers = Array.from({length: 6}, () => direction.submit(0, 1000));
  // One is being sent when the queue is looked at again; four are within 3 ms of the head.
  expect(answers.filter((answer) => answer !== undefined)).toHaveLength(4);
  expect(direction.counts.dropped.queue).toBe(2);
  expect(Array.from({length: 4}, () => direction.decide(10))).toEqual([1, 2, 3, 4]);
  expect(direction.decisionMs).toBe(Number.POSITIVE_INFINITY);
});

it('keeps the order when CoDel is taken away while packets wait', () => {
  const direction = new Direction({rateBps: RATE_BPS, codel: CODEL}, 1, 's1/up');
  direction.submit(0, 1000);
  direction.submit(0, 1000);
  direction.replace({rateBps: RATE_BPS});
  expect(direction.submit(0.5, 1000)).toBe(Number.POSITIVE_INFINITY);
  expect([direction.decide(5), direction.decide(5), direction.decide(5)]).toEqual([1, 2, 3]);
  expect(direction.submit(10, 1000)).toBe(11);
});
