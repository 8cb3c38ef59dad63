import {afterEach, expect, it} from 'vitest';
import type {LabStatus} from '../../src/scenario/lab-session/status.js';
import {CLAW, runClaw} from '../support/cli.js';
import {RunningLab} from '../support/running-lab.js';

const labs: RunningLab[] = [];

afterEach(async () => {
  for (const lab of labs.splice(0)) lab.process.kill('SIGKILL');
  await runClaw(['clean']);
});

it('lab status tells what each link did, and keeps the receipts of faults', async () => {
  const lab = new RunningLab(['two-homes', '--fabric', 'netns', '--links', 'userspace']);
  labs.push(lab);
  await lab.ready();
  const which = ['--lab', String(lab.pid)];
  const settings = '{faults: [{class: stun-request, nth: 1, action: drop, direction: up}]}';
  await runClaw(['lab', 'impair', ...which, 'home-a', settings]);
  const ask = `${CLAW} doctor --json --stun $CLAW_STUN`;
  const asked = await runClaw(['lab', 'exec', ...which, 'a1', '--', 'sh', '-c', ask]);
  expect(JSON.parse(asked.stdout).servers[0].addresses[0].rttMs).toBeGreaterThan(0);

  const text = (await runClaw(['lab', 'status', ...which])).stdout;
  expect(text).toMatch(/^link +way +packets +bytes +fault/m);
  expect(text).toMatch(
    /^home-a up: drop stun-request #1: 2 seen, 1 hit, first at \S+s \(packet \d+\)$/m,
  );
  const {sites} = JSON.parse(
    (await runClaw(['lab', 'status', ...which, '--json'])).stdout,
  ) as LabStatus;
  expect(sites[0]?.stats).toMatchObject({
    up: {dropped: {fault: 1, overrun: 0}, faults: [{seen: 2, hit: 1, hits: [{}]}]},
    down: {faults: []},
  });
  const {document} = await lab.end();
  expect(document.sites?.[0]?.stats?.up.faults).toMatchObject([{hit: 1}]);
});
