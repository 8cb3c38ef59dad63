import type {Leftover} from '../lab/leftovers.js';

interface CleanResult {
  leftovers: readonly Leftover[];
  /** What could not be removed, one line each. */
  remaining: readonly string[];
  dryRun: boolean;
}

/** What `claw clean` did, or would do, in lines. */
export function cleanText({leftovers, remaining, dryRun}: CleanResult): string {
  if (leftovers.length === 0) return 'Nothing to clean up.';
  const verb = dryRun ? 'would remove' : 'removed';
  return [
    ...leftovers.map(
      (leftover) => `${verb} run ${leftover.ownerPid}: ${contents(leftover).join(', ')}`,
    ),
    ...remaining.map((line) => `could not remove ${line}`),
  ].join('\n');
}

function contents({namespaces, directory}: Leftover): string[] {
  const names = namespaces.length === 1 ? 'namespace' : 'namespaces';
  return [
    ...(namespaces.length > 0 ? [`${namespaces.length} ${names} (${namespaces.join(' ')})`] : []),
    ...(directory === undefined ? [] : [directory]),
  ];
}
