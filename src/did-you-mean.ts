/** The known word that was most likely meant, if one is near enough to suggest. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const asked = word.toLowerCase();
  let best: string | undefined;
  let bestEdits = Math.max(1, Math.floor(asked.length / 3)) + 1;
  for (const candidate of known) {
    const edits = editDistance(asked, candidate.toLowerCase());
    if (edits < bestEdits) [best, bestEdits] = [candidate, edits];
  }
  return best ?? onlyCompletion(asked, known);
}

/** `doc` means `doctor` when nothing else begins so. */
function onlyCompletion(asked: string, known: readonly string[]): string | undefined {
  if (asked.length < 2) return undefined;
  const completions = known.filter((candidate) => candidate.toLowerCase().startsWith(asked));
  return completions.length === 1 ? completions[0] : undefined;
}

/** Levenshtein distance where swapping two neighbours, the commonest slip, is one edit. */
function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({length: b.length + 1}, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current.push(
        Math.min(
          at(previous, column - 1) + (same ? 0 : 1),
          at(previous, column) + 1,
          at(current, column - 1) + 1,
          swapped ? at(beforePrevious, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [beforePrevious, previous] = [previous, current];
  }
  return at(previous, b.length);
}

const at = (row: readonly number[], column: number) => row[column] ?? Number.POSITIVE_INFINITY;
