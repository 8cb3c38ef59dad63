import {expect, it} from 'vitest';
import type {FailoverRun} from '../../src/scenario/bench/failover/carrier-cell.js';
import type {FailoverResult} from '../../src/scenario/bench/failover/failover.js';
import {runClaw} from '../support/cli.js';

const TRAFFIC = ['--traffic', 'reliable-ordered', '--every', '50ms', '--rtt', '20ms'];
const HOW = ['--faults', '1', '--seed', '7', '--peers', 'none', '--progress', 'quiet', '--json'];

/** A fault that leaves no path, in the middle of traffic both ways. */
async function runOf(...fault: string[]): Promise<FailoverRun> {
  const args = ['bench', 'failover', ...fault, ...TRAFFIC, ...HOW];
  const {stdout, stderr, exitCode} = await runClaw(args);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  const {cells} = JSON.parse(stdout) as FailoverResult;
  const carriers = cells.flatMap((cell) => cell.carriers);
  expect(carriers.flatMap(({failures}) => failures)).toEqual([]);
  const [run] = carriers.flatMap(({runs}) => runs);
  if (!run) throw new Error('nothing was measured');
  return run;
}

const WHOLE = {lost: 0, duplicated: 0, reordered: 0};

it('a relay that was the only way is killed and started again: nothing is lost', async () => {
  const args = ['--fault', 'relay-killed', '--relays', 'tcp', '--hold', '3s'];
  const {path, flows} = await runOf(...args);
  // TCP tells of its end: the agents know at once, and have nowhere to move to.
  expect(path).toMatchObject({before: 'relay-tcp', switchedMs: null});
  expect(path.detectedMs).toBeLessThan(1500);
  expect(flows).toMatchObject([WHOLE, WHOLE]);
  for (const {gapMs} of flows) expect(gapMs).toBeGreaterThan(2000);
});

it('a NAT forgets an agent: there is another path long before ICE gives up the old ones', async () => {
  const {path, flows} = await runOf('--fault', 'nat-rebind', '--hold', '1s');
  expect(path).toMatchObject({before: 'direct'});
  expect(flows).toMatchObject([WHOLE, WHOLE]);
  for (const {gapMs} of flows) expect(gapMs).toBeLessThan(15_000);
});

it('no way is open for so long that ICE gives up every path: nothing is lost', async () => {
  const args = ['--fault', 'udp-blocked', '--relays', 'udp', '--hold', '45s'];
  const {flows} = await runOf(...args);
  expect(flows).toMatchObject([WHOLE, WHOLE]);
  for (const {gapMs} of flows) expect(gapMs).toBeGreaterThan(40_000);
});
