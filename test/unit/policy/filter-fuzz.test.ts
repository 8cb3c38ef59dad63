import {BlockList, isIP} from 'node:net';
import fc from 'fast-check';
import {expect, it} from 'vitest';
import {PolicyEnforcer} from '../../../src/policy/enforcer.js';
import {plant} from './plant.js';

const SEED = 20_260_102;
const RUNS = 10_000;
const TEST_MS_MAX = 120_000;

/** Another reading of addresses than the filter's: Node's own. */
const forbidden = new BlockList();
forbidden.addSubnet('10.2.0.0', 16);
forbidden.addSubnet('2001:db8:bad::', 48, 'ipv6');
const permitted = new BlockList();
permitted.addSubnet('10.1.0.0', 16);
permitted.addSubnet('192.0.2.16', 28);
permitted.addSubnet('2001:db8::', 32, 'ipv6');

function isPermitted(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 6 ? 'ipv6' : 'ipv4';
  return permitted.check(address, family) && !forbidden.check(address, family);
}

const byte = fc.nat(255);
const hex = (value: number) => value.toString(16);
const v4 = fc.oneof(
  fc
    .tuple(fc.constantFrom('10.1', '10.2', '10.2.9', '192.0.2', '127.0'), byte, byte)
    .map(([start, one, two]) => [...start.split('.'), one, two].slice(0, 4).join('.')),
  fc.ipV4(),
);
const disguised = v4.chain((address) => {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const words = `${hex(a * 256 + b)}:${hex(c * 256 + d)}`;
  return fc.constantFrom(
    address,
    `::ffff:${address}`,
    `::FFFF:${words}`,
    `0:0:0:0:0:ffff:${words}`,
    `::${address}`,
    `64:ff9b::${words}`,
    `2002:${words}::1`,
    `[${address}]`,
    `${address}%eth0`,
    `0${a}.${b}.${c}.${d}`,
    `0x${hex(a)}.${b}.${c}.${d}`,
    `${a}.${b}.${c * 256 + d}`,
    String(((a * 256 + b) * 256 + c) * 256 + d),
    `${address}.`,
    ` ${address}`,
    `${address}\0`,
  );
});
const v6 = fc.constantFrom(
  '2001:db8:bad::1',
  '2001:0DB8:0BAD:0000::0001',
  '2001:db8:bad:0:0:0:0:1',
  '2001:db8:1::1',
  '2001:db8:bad::1%lo',
  'fe80::1',
  '::1',
  '::',
);
const name = fc.constantFrom('4f1c-9.local', 'localhost', 'evil.example', '', '*', '999.1.1.1');
const host = fc.oneof(disguised, v6, name);
const odd = <Value>(usual: Value, ...strange: Value[]) =>
  fc.oneof(
    {weight: 9, arbitrary: fc.constant(usual)},
    {weight: 1, arbitrary: fc.constantFrom(...strange)},
  );
const gap = odd(' ', '  ', '\t', '\u00a0', '\r\n', '\n', '\0');
const lineBreak = fc.constantFrom('', '', '', '\r', '\n', '\u2028', '\v');
const candidate = fc
  .record({
    start: odd('candidate:', 'a=candidate:', 'Candidate:', ' candidate:'),
    transport: odd('UDP', 'udp', 'TCP', 'tcp', 'ssltcp'),
    host,
    port: odd(5000, 0, 80, 70_000, -1),
    type: odd('host', 'srflx', 'prflx', 'relay', 'junk'),
    gap,
    related: fc.option(host, {freq: 1}),
    inside: lineBreak,
    more: fc.option(host, {freq: 1}),
  })
  .map(({start, transport, host: to, port, type, gap: space, related, inside, more}) =>
    [
      [`${start}1`, 1, transport, 2130706431, to, port, 'typ', type].join(space),
      related === null ? '' : ` raddr ${related} rport 9`,
      more === null ? '' : `${inside}a=candidate:2 1 UDP 1 ${more} 5000 typ host`,
    ].join(''),
  );
const sdpLine = fc.oneof(
  {weight: 5, arbitrary: candidate.map((text) => `a=${text}`)},
  host.map((to) => `c=IN IP4 ${to}`),
  host.map((to) => `o=- 1 1 IN IP6 ${to}`),
  host.map((to) => `a=remote-candidates:1 ${to} 5000`),
  host.map((to) => `a=rtcp:9 IN IP4 ${to}`),
  fc.constantFrom('v=0', 'a=ice-ufrag:x', 'm=video 9 UDP/TLS/RTP/SAVPF 96', 'a=mid:claw'),
  fc.string(),
);
const sdp = fc
  .array(fc.tuple(sdpLine, fc.constantFrom('\r\n', '\n', '\r', '\n\r')), {maxLength: 16})
  .map((lines) => lines.flat().join(''));

const ATTRIBUTE =
  /^candidate:[A-Za-z0-9+/]+ \d+ UDP \d+ (\S+) (\d+) typ (host|srflx|prflx|relay)( raddr 0\.0\.0\.0 rport 0)?$/;

/** Every address that a reader of the text could find in a place for addresses. */
function expectOnlyPermitted(text: string): void {
  const [, address = '', port] = ATTRIBUTE.exec(text) ?? [];
  if (!isPermitted(address)) throw new Error(`"${text}" passed`);
  expect(Number(port)).toBeGreaterThanOrEqual(1024);
}

it(
  'no candidate that passes names a forbidden address',
  () => {
    let passed = 0;
    let refused = 0;
    fc.assert(
      fc.property(fc.array(candidate, {maxLength: 8}), (lines) => {
        const policy = new PolicyEnforcer(plantOnce, 'press-1', () => {
          refused += 1;
        });
        for (const line of lines) {
          const kept = policy.remote({line, mid: 'claw'}, 'press-2');
          if (!kept) continue;
          passed += 1;
          expectOnlyPermitted(kept.line);
        }
      }),
      {seed: SEED, numRuns: RUNS},
    );
    expect(passed).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(passed);
  },
  TEST_MS_MAX,
);

it(
  'no description that passes names a forbidden address',
  () => {
    let passed = 0;
    fc.assert(
      fc.property(sdp, (text) => {
        const policy = new PolicyEnforcer(plantOnce, 'press-1', () => undefined);
        for (const line of policy.sdp(text, 'press-2').split(/[^\x20-\x7e]+/)) {
          const [start = '', value = ''] = [line.slice(0, 2), line.slice(2)];
          if (start === 'c=') expect(value).toBe('IN IP4 0.0.0.0');
          else if (start === 'o=') expect(value).toMatch(/ IN IP4 0\.0\.0\.0$/);
          else if (/candidate(?!s$)/i.test(line) && start === 'a=') {
            passed += 1;
            expectOnlyPermitted(value);
          } else expect(line).not.toMatch(/typ |rtcp:|remote-cand/);
        }
      }),
      {seed: SEED, numRuns: RUNS},
    );
    expect(passed).toBeGreaterThan(100);
  },
  TEST_MS_MAX,
);

const plantOnce = plant();
