import {afterAll, beforeAll, expect, it} from 'vitest';
import {ANSWERING, FORBIDDEN, TARGET} from '../fuzz/address-world.mjs';
import {isForbidden} from '../support/forbidden-addresses.js';
import {type Counts, Wire, type WireReport} from '../support/wire.js';

const COUNT = Number(process.env['CLAW_POLICY_FUZZ'] ?? 300);
const SEED = Number(process.env['CLAW_POLICY_SEED'] ?? 1);
const FIRST = Number(process.env['CLAW_POLICY_FIRST'] ?? 0);
const REPLAY = [
  `CLAW_POLICY_FUZZ=${COUNT} CLAW_POLICY_SEED=${SEED} CLAW_POLICY_FIRST=${FIRST}`,
  'npx vitest run --project lab test/lab/policy-wire.test.ts',
].join(' ');
/** Sets in which every host that answers is named. */
const ENOUGH = 300;
const UNPOLICED = ENOUGH;
const ATTACKED = 60;
const TEST_MS_MAX = 60_000 + 60 * COUNT;

let wire: Wire;

beforeAll(async () => {
  wire = await Wire.open();
});

afterAll(async () => {
  await wire.close();
});

/** Without what the target sends to itself. */
function onWire(counts: Counts): Counts {
  const own = Object.values(TARGET);
  return Object.fromEntries(Object.entries(counts).filter(([address]) => !own.includes(address)));
}

const isByPolicy = (reason: string) => reason.startsWith('policy: ');

function total(counts: Counts): number {
  return Object.values(counts).reduce((sum, packets) => sum + packets, 0);
}

function say(what: string, {sets, seconds, sent, forbidden, refusals}: WireReport): void {
  const destinations = Object.keys(sent).length;
  console.log(
    `${what}: ${sets} sets in ${seconds.toFixed(0)} s, ${refusals} refusals, ${total(sent)} packets to ${destinations} addresses, ${total(forbidden)} to forbidden ones`,
  );
}

it(
  'with a policy, no fuzzed set sends a packet to a forbidden address',
  async () => {
    const asked = {policed: true, seed: SEED, first: FIRST, count: COUNT, attacks: false};
    const report = await wire.run(asked);
    say('with a policy', report);
    // Two readings: sets of the kernel, and the addresses themselves.
    expect(report.forbidden, REPLAY).toEqual({});
    expect(Object.keys(report.sent).filter(isForbidden), REPLAY).toEqual([]);
    expect(Object.keys(report.selected).filter(isForbidden), REPLAY).toEqual([]);
    expect(Object.keys(report.closed).filter(isByPolicy), REPLAY).toEqual([]);
    expect({sets: report.sets, mute: report.mute}, REPLAY).toEqual({sets: COUNT, mute: []});
    // The wire's other end has counted the same, and those who may be reached were.
    expect(onWire(report.sent)).toEqual(report.arrived);
    const reachable = COUNT < ENOUGH ? [] : ANSWERING.permitted;
    expect(Object.keys(report.sent)).toEqual(expect.arrayContaining(reachable));
    expect(Object.keys(report.selected)).toEqual(expect.arrayContaining(reachable));
  },
  TEST_MS_MAX,
);

it('without a policy, the same sets reach forbidden addresses and select them', async () => {
  const asked = {policed: false, seed: 1, first: 0, count: UNPOLICED, attacks: false};
  const report = await wire.run(asked);
  say('without a policy', report);
  expect(Object.keys(report.forbidden)).toEqual(expect.arrayContaining(ANSWERING.forbidden));
  expect(Object.keys(report.selected).filter(isForbidden)).not.toEqual([]);
  // The name of a host, addresses of no host, and what each mechanism carries.
  expect(Object.keys(report.forbidden)).toEqual(
    expect.arrayContaining(['10.9.8.7', '0.0.0.1', '::1']),
  );
  const carried = [/^64:ff9b::/, /^64:ff9b:1:/, /^2002:/, /^2001:0?:/, /5efe:/];
  for (const kind of carried) {
    const forbidden = Object.keys(report.sent).filter(isForbidden);
    expect(forbidden).toContainEqual(expect.stringMatching(kind));
  }
  expect(total(report.forbidden)).toBeGreaterThan(UNPOLICED);
});

it('checks from forbidden addresses arrive, and none is answered', async () => {
  const asked = {policed: true, seed: 1, first: 0, count: ATTACKED, attacks: true};
  const report = await wire.run(asked);
  say('checked from addresses that nobody told', report);
  const checks = Object.fromEntries(ANSWERING.forbidden.map((address) => [address, ATTACKED]));
  expect(report.heard).toEqual(checks);
  expect(report.forbidden).toEqual({});
  expect(Object.keys(report.sent).filter(isForbidden)).toEqual([]);
  // A check from an address that is permitted, told by nobody, was answered after each of them.
  expect({sets: report.sets, mute: report.mute}).toEqual({sets: ATTACKED, mute: []});
  expect(onWire(report.sent)).toEqual(report.arrived);
  expect(Object.keys(report.sent)).toEqual(expect.arrayContaining(ANSWERING.permitted));
  expect(Object.keys(report.selected).filter(isForbidden)).toEqual([]);
  expect({open: report.open, closed: report.closed}).toEqual({open: ATTACKED, closed: {}});
});

it('those who look at the wire know every forbidden network', () => {
  const starts = [...FORBIDDEN.v4, ...FORBIDDEN.v6].map((network) => network.split('/')[0] ?? '');
  expect(starts.filter((start) => !isForbidden(start))).toEqual([]);
});
