import {afterEach, expect, it} from 'vitest';
import {CLAW, runClaw} from '../support/cli.js';
import {RunningLab} from '../support/running-lab.js';

const labs: RunningLab[] = [];

afterEach(async () => {
  for (const lab of labs.splice(0)) lab.process.kill('SIGKILL');
  await runClaw(['clean']);
});

/** Runs claw in hosts of a shipped topology. */
async function inHosts(topology: string) {
  const lab = new RunningLab([topology, '--seed', '1', '--fabric', 'netns']);
  labs.push(lab);
  const {hosts} = await lab.ready();
  const server = hosts[0]?.turn?.server ?? '';
  return async (host: string, ...args: string[]) => {
    const which = ['lab', 'exec', '--lab', String(lab.pid), host, '--'];
    const argv = args.map((arg) => (arg === 'SERVER' ? server : arg));
    const {stdout, exitCode} = await runClaw([...which, CLAW, ...argv, '--json']);
    return {document: JSON.parse(stdout), exitCode};
  };
}

it('mobile-and-home: a symmetric NAT, a cone, and none', async () => {
  const run = await inHosts('mobile-and-home');
  const detect = async (host: string) => {
    const {document} = await run(host, 'nat', 'detect', '--stun', 'SERVER');
    const {translated, mapping, filtering} = document.nat;
    return [translated, mapping, filtering];
  };
  const [phone, home, cloud] = await Promise.all(['a1', 'a2', 'a4'].map(detect));
  expect(phone).toEqual([true, 'address-and-port-dependent', 'address-and-port-dependent']);
  expect(home).toEqual([true, 'endpoint-independent', 'address-and-port-dependent']);
  expect(cloud).toEqual([false, undefined, 'address-and-port-dependent']);
});

it('office-and-cloud: STUN answers in the office, and in the hotel UDP is silence', async () => {
  const run = await inHosts('office-and-cloud');
  const ask = (host: string) => run(host, 'doctor', '--stun', 'SERVER');
  const [office, hotel] = await Promise.all([ask('a1'), ask('a4')]);
  expect(office).toMatchObject({exitCode: 0, document: {servers: [{works: true}]}});
  expect(hotel).toMatchObject({
    exitCode: 1,
    document: {servers: [{works: false, addresses: [{problem: {code: 'NO_ANSWER'}}]}]},
  });
});
