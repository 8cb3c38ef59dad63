import {afterEach, describe, expect, test} from 'vitest';
import {closeWorlds, openClient, openLab, openWorld, seenBy} from './nat-world.js';
import {site} from './specs.js';

afterEach(closeWorlds);

describe.each(['adm-eif', 'apdm-eif'])('%s, reached at the address made for another', (nat) => {
  test('answers from there', async () => {
    const {inside, known, elsewhere} = await openWorld(nat);
    const port = await seenBy(inside, known);
    elsewhere.send('hello', port);
    const {fromPort} = await inside.next();
    expect(fromPort).toBe(await elsewhere.lanPort());
    expect(await seenBy(inside, elsewhere)).toBe(port);
  });

  test('keeps a session with who comes apart from it', async () => {
    const {lab, inside, known, elsewhere} = await openWorld(nat);
    const port = await seenBy(inside, known);
    const own = await seenBy(inside, elsewhere);
    expect(own).not.toBe(port);
    elsewhere.send('hello', port);
    const {fromPort} = await inside.next();
    expect(fromPort).not.toBe(await elsewhere.lanPort());
    inside.send('answer', fromPort);
    expect(await elsewhere.next()).toMatchObject({text: 'answer', fromPort: port});
    expect(await seenBy(inside, elsewhere)).toBe(own);
    // The core sees who they are.
    const core = (await lab.flows()).map(({sourcePort, targetPort}) => [sourcePort, targetPort]);
    expect(core).toContainEqual([await elsewhere.lanPort(), port]);
    expect(core.flat()).not.toContain(fromPort);
  });

  test('the address that stands for who comes is nobody to others', async () => {
    const {inside, known, samePlace, elsewhere} = await openWorld(nat);
    const port = await seenBy(inside, known);
    await seenBy(inside, elsewhere);
    elsewhere.send('hello', port);
    const {fromPort} = await inside.next();
    samePlace.send('stray', fromPort);
    await samePlace.mappedPort();
    inside.send('answer', fromPort);
    expect((await elsewhere.next()).text).toBe('answer');
  });

  test('a flush ends it', async () => {
    const {lab, inside, known, elsewhere} = await openWorld(nat);
    const port = await seenBy(inside, known);
    await seenBy(inside, elsewhere);
    elsewhere.send('hello', port);
    const {fromPort} = await inside.next();
    await lab.flushNat('s1');
    inside.send('to nobody', fromPort);
    inside.send('to it', await elsewhere.lanPort());
    expect((await elsewhere.next()).text).toBe('to it');
  });
});

test('a hairpin passes an address-and-port-dependent filter', async () => {
  const lab = await openLab(site('s1', 'home', ['a1', 'a2']));
  const [one, other] = [await openClient(lab, 'a1'), await openClient(lab, 'a2')];
  const mapped = {one: await one.mappedPort(), other: await other.mappedPort()};
  one.send('hairpin', mapped.other);
  expect(await other.next()).toMatchObject({text: 'hairpin', fromPort: mapped.one});
  other.send('answer', mapped.one);
  expect(await one.next()).toMatchObject({text: 'answer', fromPort: mapped.other});
});

describe('external ports', () => {
  const mappedPorts = async (nat: string) => {
    const lab = await openLab(site('s1', nat, ['a1']));
    const clients = await Promise.all(Array.from({length: 8}, () => openClient(lab, 'a1')));
    return Promise.all(clients.map((client) => client.mappedPort()));
  };

  test('of a hashing NAT are from its pool', async () => {
    for (const port of await mappedPorts('adm-adf')) {
      expect(port).toBeGreaterThanOrEqual(10_000);
      expect(port).toBeLessThan(10_000 + 2048);
    }
  });

  test('of a carrier are from a block', async () => {
    const ports = await mappedPorts('carrier');
    expect(new Set(ports).size).toBe(8);
    for (const port of ports) {
      expect(port).toBeGreaterThanOrEqual(10_000);
      expect(port).toBeLessThan(10_000 + 1024);
    }
  });

  test('a rebind hashes to others', async () => {
    const {lab, inside} = await openWorld('adm-adf');
    const before = await inside.mappedPort();
    await lab.rebindNat('s1');
    expect(await inside.mappedPort()).not.toBe(before);
  });
});
