import {expect, test} from 'vitest';
import {FlowReceiver} from '../../../../src/agent/bench/flow-receiver.js';
import {writeMessage} from '../../../../src/agent/bench/message.js';
import type {FlowSpec} from '../../../../src/agent/bench/protocol.js';
import {monotonicMs} from '../../../../src/agent/monotonic.js';

const flow: FlowSpec = {
  ...{id: 1, mode: {}, priority: 'bulk', messageBytes: 100},
  ...{load: {saturate: true}, durationMs: 1000},
};

test('counts what arrived twice, out of order, damaged and late', async () => {
  const receiver = new FlowReceiver({pipe: 'p', flow, lateAfterMs: 500, keepArrivals: true});
  const sentAtMs = monotonicMs() - 100;
  const damaged = writeMessage(9, 100, sentAtMs);
  damaged[50] = (damaged[50] ?? 0) ^ 1;
  for (const id of [0, 2, 1, 2, 4]) receiver.message(writeMessage(id, 100, sentAtMs));
  receiver.message(writeMessage(5, 100, sentAtMs - 900));
  receiver.message(damaged);
  const report = await receiver.report({messages: 0, waitMs: 0});
  expect(report).toMatchObject({
    ...{messages: 5, distinct: 5, bytes: 500, idMax: 5, originMs: sentAtMs},
    ...{duplicates: 1, outOfOrder: 1, corrupt: 1, late: 1},
  });
  expect(report.arrivals?.map(({id}) => id)).toEqual([0, 2, 1, 2, 4, 5]);
  expect(report.binBytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(500);
  // 100 ms after the first was sent: the third bin of 50 ms.
  expect(report.binBytes.slice(0, 2)).toEqual([0, 0]);
  const {min = 0, max = 0} = report.latencyMs ?? {};
  expect(min).toBeGreaterThanOrEqual(100);
  expect(max).toBeGreaterThanOrEqual(1000);
});

test('a report waits for the messages there are to come, no longer', async () => {
  const receiver = new FlowReceiver({pipe: 'p', flow});
  const report = receiver.report({messages: 2, waitMs: 60_000});
  receiver.message(writeMessage(0, 100, monotonicMs()));
  receiver.message(writeMessage(1, 100, monotonicMs()));
  expect(await report).toMatchObject({messages: 2, duplicates: 0});
});

test('nothing arrived', async () => {
  const report = await new FlowReceiver({pipe: 'p', flow}).report({messages: 3, waitMs: 1});
  expect(report).toMatchObject({messages: 0, latencyMs: null, binBytes: [], idMax: -1});
});
