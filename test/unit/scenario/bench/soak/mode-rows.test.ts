import {expect, test} from 'vitest';
import type {FlowPlan, FlowResult} from '../../../../../src/scenario/bench/bench-pipe.js';
import {
  flowFigures,
  modeRows,
  type RunFlow,
} from '../../../../../src/scenario/bench/soak/mode-rows.js';
import {ringFlows} from '../../../../../src/scenario/bench/soak/ring.js';

const plans = ringFlows({rttMs: 50, durationMs: 1000});

/** A message every 100 ms from 1000 ms on; `latencies` says when each arrived. */
function resultOf(latencies: readonly (number | null)[], corrupt = 0): FlowResult {
  const cost = {cpuMs: 0, rssGrowthBytes: 0};
  const arrivals = latencies
    .flatMap((latencyMs, id) => {
      const sentAtMs = 1000 + 100 * id;
      return latencyMs === null ? [] : [{id, sentAtMs, arrivedAtMs: sentAtMs + latencyMs}];
    })
    .sort((a, b) => a.arrivedAtMs - b.arrivedAtMs);
  const [messages, bytes] = [latencies.length, 200 * latencies.length];
  return {
    sent: {
      ...{startedAtMs: 1000, endedAtMs: 2000, messages, bytes},
      ...{refused: 0, intervalSdMs: 0, cost, pipe: {}},
    },
    received: {
      ...{messages: arrivals.length, distinct: arrivals.length, bytes, originMs: 1000, corrupt},
      ...{binBytes: [], latencyMs: null, intervalSdMs: 0, cost, arrivals},
      ...{duplicates: 0, outOfOrder: 0, late: 0, idMax: messages - 1},
    },
  };
}

function runFlow(mode: number, result: FlowResult): RunFlow {
  return {from: 'a1', to: 'a2', plan: plans[mode] as FlowPlan, result};
}

test('a reliable flow that lost one and stood still; one that may lose does no wrong', () => {
  const flows = [
    runFlow(0, resultOf([25, 25, 325, null, 25])),
    runFlow(1, resultOf([25, null, null, 25])),
    runFlow(1, resultOf([25, 25], 1)),
  ];
  const figures = flows.map(flowFigures);
  expect(figures.map(({from, to}) => [from, to])).toEqual([
    ['a1', 'a2'],
    ['a2', 'a1'],
    ['a2', 'a1'],
  ]);
  const rows = modeRows(flows, figures).filter((row) => row.flows > 0);
  expect(rows).toMatchObject([
    {mode: 'ordered reliable', sent: 5, delivered: 4, gapMs: 200, late: 0, broken: 2},
    {mode: 'ordered retransmits', sent: 6, delivered: 4, gapMs: 200, late: 0, broken: 1},
  ]);
  expect(rows[0]?.latencyMs).toMatchObject({count: 4, p50: 25, max: 325});
});

test('what comes after its lifetime, and the 5 ms that are granted, is late', () => {
  const [figures] = [runFlow(2, resultOf([25, 154, 156]))].map(flowFigures);
  expect(figures?.violations).toMatchObject([{kind: 'late', count: 1}]);
});
