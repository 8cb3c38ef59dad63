import {expect, test} from 'vitest';
import {natText} from '../../../src/cli/nat-text.js';

test('a NAT of which everything is known', () => {
  const text = natText({
    ...{reachable: true, translated: true, ports: [50_000]},
    mapping: 'address-and-port-dependent',
    filtering: 'address-and-port-dependent',
    allocation: 'port-preserving',
    externalAddress: '203.0.113.5',
  });
  expect(text).toMatchInlineSnapshot(`
    "mapping     address-and-port-dependent
    filtering   address-and-port-dependent
    allocation  port-preserving
    address     203.0.113.5"
  `);
});

test('no NAT, behind a firewall', () => {
  const text = natText({
    ...{reachable: true, translated: false, ports: [50_000]},
    filtering: 'address-dependent',
    externalAddress: '2001:db8:85a3:1234:5678:8a2e:370:7334',
  });
  expect(text).toMatchInlineSnapshot(`
    "mapping     none: the address is not translated
    filtering   address-dependent
    address     2001:db8:85a3:1234:5678:8a2e:370:7334"
  `);
});

test('answers that decide nothing, and no answer', () => {
  expect(natText({reachable: true, translated: true, ports: []})).toMatchInlineSnapshot(`
    "mapping     unknown
    filtering   unknown
    allocation  unknown
    address     unknown"
  `);
  expect(natText({reachable: false, translated: false, ports: []})).toMatchInlineSnapshot(
    `"nothing came back from the STUN server"`,
  );
});
