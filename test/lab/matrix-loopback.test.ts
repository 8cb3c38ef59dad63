import {expect, test} from 'vitest';
import type {MeshLayout} from '../../src/scenario/mesh/options.js';
import {runMeshSession} from '../../src/scenario/mesh/session.js';
import {type MatrixOptions, matrixMesh, natMatrix} from '../../src/scenario/nat-matrix/matrix.js';
import {CLAW} from '../support/cli.js';

/**
 * What only an endpoint-independent filter makes direct, with and without a session of its own on
 * the other side, and two that nothing makes direct.
 */
const PAIRS = [
  ['adm-eif', 'eim-apdf'],
  ['eim-apdf', 'apdm-eif'],
  ['adm-apdf', 'adm-eif'],
  ['apdm-eif', 'apdm-eif'],
  ['apdm-adf', 'apdm-eif'],
  ['apdm-apdf', 'eim-apdf'],
  ['adm-adf', 'adm-apdf'],
] as const;

const asked: MatrixOptions = {rttMs: 20, seed: 1, fabric: 'loopback', linkDriver: 'userspace'};

/** Two agents for each pair, so that the pairs do not meet in any NAT. */
function layout(): MeshLayout {
  const link = {up: {delayMs: asked.rttMs / 4}, down: {delayMs: asked.rttMs / 4}};
  const sites = PAIRS.flat().map((nat, index) => ({
    name: `s${index + 1}`,
    nat,
    hosts: [`a${index + 1}`],
    link,
  }));
  const pairs = PAIRS.map((_, index) => ({from: `a${2 * index + 1}`, to: `a${2 * index + 2}`}));
  return {sites, pairs};
}

test('pairs of NATs take the predicted path in the loopback fabric', async () => {
  const {result, passed} = await runMeshSession({
    mesh: {...matrixMesh(asked), agents: 2 * PAIRS.length, sites: 2 * PAIRS.length},
    layout: layout(),
    command: [process.execPath, CLAW],
    commandLine: 'claw nat matrix',
    keep: false,
    onEvent: () => undefined,
    signal: new AbortController().signal,
  });
  const {pairs} = natMatrix(result, asked.rttMs);
  expect(pairs.filter(({agrees}) => !agrees)).toEqual([]);
  expect(pairs.map(({observed}) => observed).sort()).toEqual([
    ...Array(5).fill('direct'),
    ...Array(2).fill('relay-udp'),
  ]);
  expect(passed).toBe(true);
});
