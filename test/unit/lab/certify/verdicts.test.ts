import {expect, test} from 'vitest';
import {
  mismatches,
  type NatCertificate,
  type NatClass,
} from '../../../../src/lab/certify/certification.js';
import {type FirewallView, firewallView} from '../../../../src/lab/certify/firewall-view.js';
import {isSteady, judgeDirection, TOO_BUSY} from '../../../../src/lab/certify/link-verdict.js';
import {askedNat, isAsAsked, measuredNat} from '../../../../src/lab/certify/nat-verdict.js';
import type {FirewallProfile} from '../../../../src/lab/firewall/profile.js';
import type {LinkModel} from '../../../../src/lab/links/model.js';
import {natPreset} from '../../../../src/lab/nat/presets.js';
import type {MeasuredNat} from '../../../../src/lab/probe/classify.js';
import {stunTargets} from '../../../../src/lab/probe/targets.js';
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
    .filter(({verdict}) => verdict === 'mismatch')
    .map(({quantity}) => quantity);

const lossOf = (lost: number) => ({lost, loss: lost / 100});

test.each<[string, LinkModel, Partial<MeasuredDirection>, string[]]>([
  ['as asked', {delayMs: 25}, {}, []],
  ['the qdisc is gone', {delayMs: 25}, {delayMs: 0.1}, ['delayMs']],
  ['twice the delay', {delayMs: 12.5}, {}, ['delayMs']],
  ['a delay nobody asked for', {}, {}, ['delayMs']],
  ['jitter within its reach', {delayMs: 30, jitterMs: 10}, {delayMs: 22, jitterMs: 8}, []],
  ['jitter that is not there', {delayMs: 25, jitterMs: 10}, {jitterMs: 0.2}, ['jitterMs']],
  ['jitter nobody asked for comes early too', {delayMs: 25}, {delayMs: 16}, ['delayMs']],
  ['jitter of a busy machine', {delayMs: 25}, {jitterMs: 40}, []],
  [
    'the luckiest packet of a normal distribution',
    {delayMs: 30, jitterMs: 10, jitterDistribution: 'normal'},
    {delayMs: 3, jitterMs: 9},
    [],
  ],
  ['loss as asked, by chance more', {delayMs: 25, loss: 0.1}, lossOf(16), []],
  ['loss nobody asked for', {delayMs: 25}, lossOf(12), ['loss']],
  ['no loss where a third was asked', {delayMs: 25, loss: 0.33}, {}, ['loss']],
  ['nothing timed', {delayMs: 25, loss: 1}, {lost: 100, loss: 1, delayMs: undefined as never}, []],
])('%s', (_, model, change, expected) => {
  expect(failing(model, change)).toEqual(expected);
});

test.each<[string, Partial<MeasuredDirection>, string | undefined]>([
  ['came through without a time', {lost: 3}, TOO_BUSY],
  ['never came through', {lost: 100}, 'nothing came through that could be measured'],
])('a delay of packets that %s is not judged', (_, change, because) => {
  const untimed = {...measured(change), delayMs: undefined as never, jitterMs: undefined as never};
  const [delay] = judgeDirection({delayMs: 25}, untimed);
  expect(delay).toMatchObject({verdict: 'not-judged', because});
});

test('bursts make a train say less', () => {
  const bursts = {enter: 0.01, leave: 0.1, lossInside: 1, lossOutside: 0};
  expect(failing({delayMs: 25, lossBursts: bursts}, lossOf(30))).toEqual([]);
  expect(failing({delayMs: 25, loss: 0.09}, lossOf(40))).toEqual(['loss']);
});

test.each<LinkModel>([
  {blackouts: [{atMs: 0, forMs: 9}]},
  {flap: {everyMs: 9, downMs: 1, fromMs: 0}},
  {timeline: [{atMs: 5, change: {loss: 1}}]},
  {duplicate: 0.1},
  {corrupt: 0.1},
])('%j has no figure that a short train could be held against', (model) => {
  expect(isSteady({delayMs: 5, ...model})).toBe(false);
});

test('a train over TCP says something about the delay only', () => {
  const judged = judgeDirection({delayMs: 25}, measured(lossOf(50)), {delayOnly: true});
  expect(judged.map(({quantity}) => quantity)).toEqual(['delayMs']);
});

test('a kept port counts where ports can be kept', () => {
  const seen: MeasuredNat = {
    reachable: true,
    translated: true,
    mapping: 'endpoint-independent',
    filtering: 'address-and-port-dependent',
    allocation: 'random',
    ports: [],
  };
  const cone = natPreset('cone');
  const verdict = (keepsPorts: boolean) => {
    const asked = askedNat(cone, 'open', keepsPorts);
    return isAsAsked(asked, measuredNat(seen, asked));
  };
  expect(verdict(false)).toBe(true);
  expect(verdict(true)).toBe(false);
});

const APDF = 'address-and-port-dependent';

test.each<[string, FirewallView['udp'], NatClass]>([
  ['none', 'open', {udp: 'open', mapping: 'none', filtering: 'endpoint-independent'}],
  ['cloud', 'stateful', {udp: 'open', mapping: 'none', filtering: APDF}],
  ['hotel', 'blocked', {udp: 'blocked'}],
  [
    // The home router filters, the carrier's gives the ports.
    'carrier',
    'open',
    {udp: 'open', mapping: 'endpoint-independent', filtering: APDF, allocation: 'block'},
  ],
  [
    'eim-eif',
    'stateful',
    {
      udp: 'open',
      mapping: 'endpoint-independent',
      filtering: APDF,
      allocation: 'port-preserving',
    },
  ],
])('%s behind a firewall that is %s', (preset, firewall, expected) => {
  expect(askedNat(natPreset(preset), firewall, true)).toEqual(expected);
});

const endpoint = (address: string, port: number) => ({address, port});
const PLACES = {
  stun: stunTargets(endpoint('198.18.0.2', 3478), endpoint('198.18.0.6', 3479)),
  reflector: endpoint('198.18.0.2', 3490),
  tcpReflector: endpoint('198.18.0.6', 443),
};

test.each<[string, FirewallProfile, FirewallView]>([
  ['open', 'open', {udp: 'open', tcp: true}],
  ['stateful-deny', 'stateful-deny', {udp: 'stateful', tcp: true}],
  ['tls-only', 'tls-only', {udp: 'blocked', tcp: true}],
  ['nothing listed', {allow: []}, {udp: 'blocked', tcp: false}],
  [
    'all listed',
    {allow: [{cidr: '198.18.0.0/29', protocol: 'udp'}]},
    {udp: 'stateful', tcp: false},
  ],
  [
    'one port listed',
    {allow: [{cidr: '198.18.0.0/29', protocol: 'udp', ports: [3478, 3478]}]},
    {udp: 'partial', tcp: false},
  ],
  [
    'TLS listed',
    {allow: [{cidr: '0.0.0.0/0', protocol: 'tcp', ports: [443, 443]}]},
    {udp: 'blocked', tcp: true},
  ],
])('what %s leaves of the probe', (_, profile, expected) => {
  expect(firewallView(profile, PLACES)).toEqual(expected);
});

test('a mismatch names the router or the link, and says what was asked and measured', () => {
  const links = judgeDirection({delayMs: 25}, measured({delayMs: 0.1})).map(
    (each) => ({when: 'before', link: 's2', direction: 'up', ...each}) as const,
  );
  const asked = askedNat(natPreset('cone'), 'open', true);
  const router = {when: 'after', site: 's1', nat: 'cone', verdict: 'mismatch'} as const;
  const nats: NatCertificate[] = [
    {...router, asked, measured: {...asked, filtering: 'endpoint-independent'}},
    {...router, asked, measured: {udp: 'blocked'}},
    {...router, asked: {udp: 'blocked'}, measured: asked},
  ];
  expect(mismatches({nats, links})).toMatchInlineSnapshot(`
    [
      "router s1 (cone) after the run: asked for address-and-port-dependent filtering, measured endpoint-independent filtering",
      "router s1 (cone) after the run: asked for endpoint-independent mapping, address-and-port-dependent filtering, port-preserving allocation, measured no answer over UDP",
      "router s1 (cone) after the run: asked for UDP blocked, measured UDP that passes",
      "link s2 up before the run: asked for 25 ms delay, measured 0.1 ms",
    ]
  `);
});
