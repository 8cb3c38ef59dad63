import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {LineRpcClient} from '../../../../src/agent/control/line-rpc-client.js';
import type {LineRpcServer} from '../../../../src/agent/control/line-rpc-server.js';
import type {Lab} from '../../../../src/lab/lab.js';
import {createLoopbackLab} from '../../../../src/lab/loopback/loopback-lab.js';
import {reachServer} from '../../../../src/lab/reachability/reach.js';
import {parseServer} from '../../../../src/lab/reachability/server-uri.js';
import {LAB_SOCKET, serveLab} from '../../../../src/scenario/lab-session/lab-server.js';
import type {LabStatus} from '../../../../src/scenario/lab-session/status.js';
import {loopbackSpec, site} from '../../lab/loopback/specs.js';

let lab: Lab;
let server: LineRpcServer;
let client: LineRpcClient;
let directory: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'claw-lab-server-'));
  lab = await createLoopbackLab(loopbackSpec(site('s1', 'cone', ['a1'], {delayMs: 5})));
  const quiet = {onImpaired: () => undefined, onDown: () => undefined};
  server = await serveLab({lab, topology: 'test', directory, ...quiet});
  client = await LineRpcClient.connect(join(directory, LAB_SOCKET));
});

afterEach(async () => {
  client.close();
  await server.close();
  await lab.down();
  rmSync(directory, {recursive: true});
});

test('every key of a link file reaches the link', async () => {
  const settings = [
    'preset: 4g',
    'duplicate: 1%',
    'corrupt: 1%',
    'jitter: {spread: 5ms, distribution: normal, correlation: 25%, reorder: true}',
    'loss: {random: 1%, bursts: {enter: 1%, leave: 25%}, packets: [1, 5]}',
    'queue: {length: 100ms, discipline: codel}',
    'blackouts: [{at: 10s, for: 2s}]',
    'flap: {every: 30s, down: 500ms}',
    'timeline: [{at: 20s, loss: 5%}]',
    'faults: [{class: stun-check, nth: 2, action: drop}]',
  ].join('\n');
  await client.request('impair', {link: 's1', settings, keep: false});
  expect(Object.keys(lab.links().get('s1')?.up ?? {}).sort()).toEqual([
    ...['blackouts', 'codel', 'corrupt', 'delayMs', 'duplicate', 'faults', 'flap'],
    ...['jitterCorrelation', 'jitterDistribution', 'jitterMs', 'loss', 'lossBursts'],
    ...['lossPackets', 'queueMsMax', 'rateBps', 'reorder', 'timeline'],
  ]);
});

test.each([
  ['impair', {link: 's1'}, 'CONTROL_PARAMS_INVALID'],
  ['impair', {link: 's1', settings: {delayMs: 5}, keep: false}, 'CONTROL_PARAMS_INVALID'],
  ['impair', {link: 's1', settings: 'delay: -5ms', keep: false}, 'LINK_FILE_INVALID'],
  ['impair', {link: 's9', settings: '{}', keep: true}, 'LINK_UNKNOWN'],
  ['enter', {host: 7}, 'CONTROL_PARAMS_INVALID'],
  ['enter', 'a1', 'CONTROL_PARAMS_INVALID'],
])('%s %j is a usage error, not a bug', async (method, params, code) => {
  await expect(client.request(method, params)).rejects.toMatchObject({code, exitCode: 2});
  expect(lab.links().get('s1')?.up).toEqual({delayMs: 5});
});

test('status tells what links did, and what faults hit', async () => {
  const settings = 'faults: [{class: stun-request, nth: 1, action: drop, direction: up}]';
  await client.request('impair', {link: 's1', settings, keep: false});
  // The first request is lost; the second one gets its answer.
  const {works} = await reachServer(parseServer(lab.access[0]?.stun ?? '', 'stun'));
  const {sites} = (await client.request('status')) as LabStatus;
  const {up, down} = sites[0]?.stats ?? {};
  expect(works).toBe(true);
  expect(up).toMatchObject({
    packets: 2,
    dropped: {loss: 0, queue: 0, codel: 0, blackout: 0, fault: 1, overrun: 0},
    faults: [{fault: {class: 'stun-request'}, seen: 2, hit: 1, hits: [{packet: 1}]}],
  });
  expect(up?.bytes).toBeGreaterThan(2 * 42);
  expect(down).toMatchObject({packets: 1, dropped: {fault: 0}, faults: []});
});
