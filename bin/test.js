import {prepareEnvironment} from './environment.js';
import {setUp} from './setup.js';
import {runChecks} from './test/checks.js';
import {addCounts, countsLine} from './test/counts.js';
import {runLanes} from './test/lanes.js';

prepareEnvironment(process.env);
if (await setUp(['test'])) {
  const counts = addCounts([runChecks(), ...(await runLanes())]);
  for (const failure of counts.failures) console.log(`\nFAIL  ${failure}`);
  // The last line of all, alone: CI reads it.
  console.log(countsLine(counts));
  process.exitCode = counts.failed > 0 || counts.tests === 0 ? 1 : 0;
}
