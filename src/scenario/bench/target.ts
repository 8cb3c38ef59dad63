/** What a bench hopes for, beside what it measured. A miss is a finding, not a failure of the bench. */
export interface Target {
  /** For people. */
  name: string;
  unit: 'ms' | '%' | 'RTT' | 'bytes' | 'index' | 'count' | 'MiB';
  /** `null`: not measured. */
  figure: number | null;
  /** One of the two, or both. */
  atMost?: number;
  atLeast?: number;
  isMet: boolean;
}

/** Compares a figure with its bounds; one that was not measured does not meet them. */
export function target(asked: Omit<Target, 'isMet'>): Target {
  const {figure, atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY} = asked;
  return {...asked, isMet: figure !== null && figure <= atMost && figure >= atLeast};
}
