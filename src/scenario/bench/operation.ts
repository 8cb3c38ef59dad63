import {getHeapStatistics} from 'node:v8';

export interface OperationFigures {
  /** In the best of many short rounds: what disturbs this machine makes rounds slower, never faster. */
  operationsPerSecond: number;
  /** JavaScript heap taken by one operation, in the median batch. */
  heapBytesPerOperation: number;
}

const WARM_UP_MS = 50;
/** Long against the clock, short against what else the machine does. */
const ROUND_MS = 5;
const HEAP_BATCHES = 101;
/** Few enough that even wasteful operations seldom bring the garbage collector into a batch. */
const HEAP_BATCH_OPERATIONS = 16;

/** Runs `operation` over and over for about `durationMs`. */
export function measureOperation(operation: () => void, durationMs: number): OperationFigures {
  const rounds = operationsPerRound(operation);
  const endMs = performance.now() + durationMs;
  let best = 0;
  do {
    best = Math.max(best, rounds / timed(operation, rounds));
  } while (performance.now() < endMs);
  const heapBytes = medianHeapBytes(operation) - medianHeapBytes(() => undefined);
  return {
    operationsPerSecond: Math.round(best * 1000),
    heapBytesPerOperation: Math.max(0, Math.round(heapBytes / HEAP_BATCH_OPERATIONS)),
  };
}

/** Also lets the compiler see the operation often enough to optimize it. */
function operationsPerRound(operation: () => void): number {
  let operations = 1;
  const endMs = performance.now() + WARM_UP_MS;
  while (timed(operation, operations) < ROUND_MS || performance.now() < endMs)
    if (timed(operation, operations) < ROUND_MS) operations *= 2;
  return operations;
}

/** Milliseconds. */
function timed(operation: () => void, operations: number): number {
  const startMs = performance.now();
  for (let count = 0; count < operations; count++) operation();
  return performance.now() - startMs;
}

function medianHeapBytes(operation: () => void): number {
  const taken = Array.from({length: HEAP_BATCHES}, () => {
    const before = getHeapStatistics().used_heap_size;
    for (let count = 0; count < HEAP_BATCH_OPERATIONS; count++) operation();
    return getHeapStatistics().used_heap_size - before;
  });
  return taken.sort((a, b) => a - b)[HEAP_BATCHES >> 1] ?? 0;
}
