export interface Pair {
  from: string;
  to: string;
}

/**
 * Every pair once, ordered in rounds in which nobody appears twice (the circle method of round-robin
 * tournaments), so that calls can run side by side without two of them sharing an agent.
 */
export function allPairs(names: readonly string[]): Pair[] {
  const circle: (string | undefined)[] =
    names.length % 2 === 0 ? [...names] : [...names, undefined];
  const pairs: Pair[] = [];
  for (let round = 0; round < circle.length - 1; round += 1) {
    for (let i = 0; i < circle.length / 2; i += 1) {
      const [one, two] = [circle[i], circle[circle.length - 1 - i]];
      if (one === undefined || two === undefined) continue;
      const inOrder = names.indexOf(one) < names.indexOf(two);
      pairs.push(inOrder ? {from: one, to: two} : {from: two, to: one});
    }
    circle.splice(1, 0, circle.pop());
  }
  return pairs;
}
