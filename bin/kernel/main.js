import {prepareEnvironment} from '../environment.js';
import {setUp} from '../setup.js';
import {countsLine} from '../test/counts.js';
import {runLane} from '../test/lanes.js';
import {runKernelLane} from './lane.js';

prepareEnvironment(process.env);
if (await setUp(['test'])) {
  const counts = await runKernelLane(runLane);
  console.log(countsLine(counts));
  if (counts.failed > 0) process.exitCode = 1;
  else if (counts.tests === 0) process.exitCode = 3;
}
