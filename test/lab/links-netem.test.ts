import {execa} from 'execa';
import {expect, it} from 'vitest';
import type {LinkModel} from '../../src/lab/links/model.js';
import {netemArgs, probeNetem} from '../../src/lab/links/netem.js';

it.each<LinkModel>([
  {delayMs: 12.5, jitterMs: 2.5, loss: 0.01, rateBps: 50e6, queueMsMax: 100},
  {
    delayMs: 20,
    jitterMs: 4,
    jitterDistribution: 'pareto',
    jitterCorrelation: 0.25,
    lossBursts: {enter: 0.01, leave: 0.25, lossInside: 0.75, lossOutside: 0.001},
    duplicate: 0.01,
    corrupt: 0.01,
  },
])('%j is understood by tc, whether or not the kernel can do it', async (model) => {
  const attempt = ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', ...netemArgs(model)];
  const {stderr} = await execa('unshare', ['--net', ...attempt], {reject: false});
  // tc words its own complaints differently; this one is the kernel's.
  expect(['', 'Error: Specified qdisc kind is unknown.']).toContain(stderr);
});

it('is probed without touching the interfaces of this machine', async () => {
  const qdiscs = async () => (await execa('tc', ['qdisc', 'show'])).stdout;
  const before = await qdiscs();
  const {failed} = await execa(
    'unshare',
    ['--net', 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem'],
    {reject: false},
  );
  expect(await probeNetem()).toBe(!failed);
  expect(await qdiscs()).toBe(before);
});
