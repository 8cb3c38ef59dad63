/**
 * The interval of Clopper and Pearson (1934) for a probability of which `successes` were seen in
 * `trials`: it holds the true one with at least `confidence`.
 */
export function binomialInterval(
  successes: number,
  trials: number,
  confidence: number,
): {low: number; high: number} {
  const tail = (1 - confidence) / 2;
  return {
    low: successes === 0 ? 0 : solve((p) => 1 - atMost(successes - 1, trials, p) - tail),
    high: successes === trials ? 1 : solve((p) => tail - atMost(successes, trials, p)),
  };
}

/** Where an increasing function crosses zero between 0 and 1. */
function solve(increasing: (p: number) => number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (increasing(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability of `count` successes or fewer. Terms in logarithms: products of many vanish. */
function atMost(count: number, trials: number, p: number): number {
  if (p <= 0) return 1;
  if (p >= 1) return count >= trials ? 1 : 0;
  let logTerm = trials * Math.log1p(-p);
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= count; k += 1) {
    logTerm += Math.log((trials - k + 1) / k) + Math.log(p) - Math.log1p(-p);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}
