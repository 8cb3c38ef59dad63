/** A value that grows evenly, in steps. */
export interface Ramp {
  from: number;
  to: number;
  overMs: number;
  everyMs: number;
}

/** When it takes which value, from its beginning; the last step is `to`. */
export function rampSteps({from, to, overMs, everyMs}: Ramp): {atMs: number; value: number}[] {
  const count = Math.max(1, Math.round(overMs / everyMs));
  return Array.from({length: count}, (_, index) => ({
    atMs: (overMs * index) / count,
    value: from + ((to - from) * (index + 1)) / count,
  }));
}
