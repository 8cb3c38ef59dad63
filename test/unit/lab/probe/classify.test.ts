import {describe, expect, test} from 'vitest';
import type {NatScope} from '../../../../src/lab/nat/config.js';
import {classifyNat, type SocketView} from '../../../../src/lab/probe/classify.js';

const SCOPES: readonly NatScope[] = [
  'endpoint-independent',
  'address-dependent',
  'address-and-port-dependent',
];
const EXTERNAL = '198.18.1.2';

/** Sixteen sockets as the probe has them: three ask for mapping, three for filtering. */
function views(nat: {
  mapping: NatScope;
  filtering: NatScope;
  ports: readonly number[];
}): SocketView[] {
  const {mapping, filtering, ports} = nat;
  const at = (port: number) => ({address: EXTERNAL, port});
  const step = (isOther: boolean) => (isOther ? 1000 : 0);
  return ports.map((port, index) => {
    const otherAddress = port + step(mapping !== 'endpoint-independent');
    const otherBoth = otherAddress + step(mapping === 'address-and-port-dependent');
    return {
      local: {address: '10.1.0.2', port: 20_000 + index},
      mapped: {
        primary: at(port),
        ...(index < 3 ? {otherAddress: at(otherAddress), otherBoth: at(otherBoth)} : {}),
      },
      ...(index >= 3 && index < 6
        ? {
            entered: {
              otherPort: filtering !== 'address-and-port-dependent',
              otherBoth: filtering === 'endpoint-independent',
            },
          }
        : {}),
    };
  });
}

const sixteen = (port: (index: number) => number) => Array.from({length: 16}, (_, i) => port(i));
const RANDOM = sixteen((index) => 40_000 + ((index * 7919) % 20_000));

describe.each(SCOPES)('%s mapping', (mapping) => {
  test.each(SCOPES)('with %s filtering', (filtering) => {
    expect(classifyNat(views({mapping, filtering, ports: RANDOM}))).toMatchObject({
      reachable: true,
      translated: true,
      mapping,
      filtering,
    });
  });
});

test.each([
  ['port-preserving', sixteen((index) => 20_000 + index)],
  ['sequential', sixteen((index) => 40_000 + 2 * index)],
  ['block', sixteen((index) => 41_000 + ((index * 37) % 64))],
  ['random', RANDOM],
])('allocation %s', (allocation, ports) => {
  const nat = {mapping: 'endpoint-independent', filtering: 'endpoint-independent', ports} as const;
  expect(classifyNat(views(nat))).toMatchObject({allocation});
});

const CONE = {
  mapping: 'endpoint-independent',
  filtering: 'address-and-port-dependent',
  ports: RANDOM,
} as const;

test('one socket whose port was taken does not decide the mapping', () => {
  const [first, ...others] = views(CONE);
  if (!first) throw new Error('there are sixteen');
  const moved = {address: EXTERNAL, port: 1};
  const odd = {...first, mapped: {...first.mapped, otherBoth: moved}};
  expect(classifyNat([odd, ...others]).mapping).toBe('endpoint-independent');
});

test('a port left open by another socket does not decide the filtering', () => {
  const seen = views(CONE).map((view, index) =>
    index === 4 ? {...view, entered: {otherPort: true, otherBoth: true}} : view,
  );
  expect(classifyNat(seen).filtering).toBe('address-and-port-dependent');
});

test('no answer at all is not a NAT type', () => {
  const local = {address: '10.1.0.2', port: 1};
  expect(classifyNat([{local, mapped: {}}])).toEqual({
    reachable: false,
    translated: false,
    ports: [],
  });
});

test('seen under its own address', () => {
  const local = {address: EXTERNAL, port: 7};
  const entered = {otherPort: true, otherBoth: true};
  expect(classifyNat([{local, mapped: {primary: local}, entered}])).toEqual({
    reachable: true,
    translated: false,
    filtering: 'endpoint-independent',
    externalAddress: EXTERNAL,
    ports: [7],
  });
});
