import {afterEach, beforeEach, expect, it, vi} from 'vitest';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {Scheduler} from '../../../../src/lab/loopback/scheduler.js';
import {Wire} from '../../../../src/lab/loopback/wire.js';

let scheduler: Scheduler;
beforeEach(() => {
  scheduler = new Scheduler();
});
afterEach(() => scheduler.stop());

/** Carries these payloads at once and returns the list that fills as they come out. */
function carry(model: LinkModel, ...payloads: string[]): string[] {
  const wire = new Wire(scheduler, model, 7, 's1/up');
  const arrived: string[] = [];
  for (const payload of payloads) {
    wire.carry(Buffer.from(payload), 1, (bytes) => arrived.push(bytes.toString('latin1')));
  }
  return arrived;
}

it('delivers twice what is duplicated', async () => {
  const arrived = carry({delayMs: 5, duplicate: 1}, 'a', 'b');
  await vi.waitFor(() => expect(arrived).toEqual(['a', 'a', 'b', 'b']));
});

it('delivers what is corrupt with one bit flipped, and leaves the payload of the sender', () => {
  const sent = Buffer.from('hello');
  const wire = new Wire(scheduler, {corrupt: 1}, 7, 's1/up');
  const arrived: Buffer[] = [];
  wire.carry(sent, 1, (bytes) => arrived.push(bytes));
  const flipped = [...(arrived[0] ?? [])].map((byte, index) => byte ^ (sent[index] ?? 0));
  expect(flipped.filter((bits) => bits !== 0)).toHaveLength(1);
  expect(sent.toString()).toBe('hello');
});

it('lets the later overtake where asked, and not otherwise', async () => {
  const fault = {class: 'any', nth: 1, action: 'delay', delayMs: 20} as const;
  const arrived = carry({delayMs: 1, faults: [fault]}, 'a', 'b');
  await vi.waitFor(() => expect(arrived).toEqual(['b', 'a']));
});

it('delivers what waits in a CoDel queue, in order and at the rate', async () => {
  const codel = {targetMs: 5, intervalMs: 100};
  // A payload of 58 bytes is a frame of 100: 10 ms at 80 kbit/s.
  const payloads = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(58));
  const startMs = performance.now();
  const arrived = carry({rateBps: 80e3, codel}, ...payloads);
  await vi.waitFor(() => expect(arrived).toEqual(payloads));
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(40);
});
