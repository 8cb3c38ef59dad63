import {expect, test} from 'vitest';
import {mismatches} from '../../../../src/lab/certify/certification.js';
import {judgeDirection} from '../../../../src/lab/certify/link-verdict.js';
import {askedNat, isAsAsked, measuredNat} from '../../../../src/lab/certify/nat-verdict.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {natPreset} from '../../../../src/lab/nat/presets.js';
import type {MeasuredNat} from '../../../../src/lab/probe/classify.js';
import type {MeasuredDirection} from '../../../../src/lab/probe/train.js';

const measured = (change: Partial<MeasuredDirection>): MeasuredDirection => ({
  packets: 100,
  lost: 0,
  loss: 0,
  lossInterval: {low: 0, high: 0.05},
  delayMs: 25.2,
  jitterMs: 0.3,
  ...change,
});

const failing = (model: LinkModel, change: Partial<MeasuredDirection>) =>
  judgeDirection(model, measured(change))
    .filter(({ok}) => !ok)
    .map(({quantity}) => quantity);

const lossOf = (lost: number) => ({lost, loss: lost / 100});

test.each<[string, LinkModel, Partial<MeasuredDirection>, string[]]>([
  ['as asked', {delayMs: 25}, {}, []],
  ['the qdisc is gone', {delayMs: 25}, {delayMs: 0.1}, ['delayMs']],
  ['twice the delay', {delayMs: 12.5}, {}, ['delayMs']],
  ['a delay nobody asked for', {}, {}, ['delayMs']],
  ['jitter within its reach', {delayMs: 30, jitterMs: 10}, {delayMs: 22, jitterMs: 8}, []],
  ['jitter that is not there', {delayMs: 25, jitterMs: 10}, {jitterMs: 0.2}, ['jitterMs']],
  ['jitter nobody asked for', {delayMs: 25}, {jitterMs: 9}, ['jitterMs']],
  ['loss as asked, by chance more', {delayMs: 25, loss: 0.1}, lossOf(16), []],
  ['loss nobody asked for', {delayMs: 25}, lossOf(12), ['loss']],
  ['no loss where a third was asked', {delayMs: 25, loss: 0.33}, {}, ['loss']],
  [
    'nothing timed',
    {delayMs: 25, loss: 1},
    {lost: 100, loss: 1, delayMs: undefined as never},
    ['delayMs'],
  ],
])('%s', (_, model, change, expected) => {
  expect(failing(model, change)).toEqual(expected);
});

test('bursts make a train say less', () => {
  const bursts = {enter: 0.01, leave: 0.1, lossInside: 1, lossOutside: 0};
  expect(failing({delayMs: 25, lossBursts: bursts}, lossOf(30))).toEqual([]);
  expect(failing({delayMs: 25, loss: 0.09}, lossOf(40))).toEqual(['loss']);
});

test('what changes while it is measured is not judged', () => {
  expect(judgeDirection({delayMs: 5, blackouts: [{atMs: 0, forMs: 9}]}, measured({}))).toEqual([]);
});

test('allocation counts where it is modelled', () => {
  const seen: MeasuredNat = {
    reachable: true,
    translated: true,
    mapping: 'endpoint-independent',
    filtering: 'address-and-port-dependent',
    allocation: 'random',
    ports: [],
  };
  const cone = natPreset('cone').nat;
  expect(isAsAsked(askedNat(cone, false), measuredNat(seen, false))).toBe(true);
  expect(isAsAsked(askedNat(cone, true), measuredNat(seen, true))).toBe(false);
});

test('a mismatch names the router or the link', () => {
  const verdicts = judgeDirection({delayMs: 25}, measured({delayMs: 0.1}));
  const links = verdicts.map(
    (each) => ({when: 'before', link: 's2', direction: 'up', ...each}) as const,
  );
  const asked = askedNat(natPreset('cone').nat, true);
  const nats = [
    {
      when: 'after',
      site: 's1',
      nat: 'cone',
      asked,
      measured: {...asked, filtering: 'endpoint-independent'},
      ok: false,
    },
  ] as const;
  expect(mismatches({nats: [...nats], links})).toEqual([
    'router s1 (cone) after the run: filtering endpoint-independent instead of address-and-port-dependent',
    'link s2 up before the run: delay 0.1 ms instead of 25 ms',
  ]);
});
