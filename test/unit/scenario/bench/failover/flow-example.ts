import type {FlowResult} from '../../../../../src/scenario/bench/bench-pipe.js';

/** A flow of one message every 10 ms from 1000 ms on, as `deliver` says when each arrived. */
export function exampleFlow(
  messages: number,
  deliver: (id: number, sentAtMs: number) => number | null,
): FlowResult {
  const cost = {cpuMs: 0, rssGrowthBytes: 0};
  const startedAtMs = 1000;
  const arrivals = Array.from({length: messages}, (_, id) => {
    const sentAtMs = startedAtMs + 10 * id;
    return {id, sentAtMs, arrivedAtMs: deliver(id, sentAtMs)};
  })
    .flatMap(({arrivedAtMs, ...message}) =>
      arrivedAtMs === null ? [] : [{...message, arrivedAtMs}],
    )
    .sort((a, b) => a.arrivedAtMs - b.arrivedAtMs);
  return {
    sent: {
      ...{startedAtMs, endedAtMs: startedAtMs + 10 * messages, messages, bytes: 200 * messages},
      ...{refused: 0, intervalSdMs: 0, cost, pipe: {}},
    },
    received: {
      ...{messages: arrivals.length, distinct: arrivals.length, bytes: 200 * arrivals.length},
      ...{originMs: startedAtMs, binBytes: [], latencyMs: null, intervalSdMs: 0, cost, arrivals},
      ...{duplicates: 0, outOfOrder: 0, corrupt: 0, late: 0, idMax: messages - 1},
    },
  };
}
