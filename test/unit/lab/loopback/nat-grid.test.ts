import {afterEach, describe, expect, test} from 'vitest';
import {NAT_GRID} from '../../../../src/lab/nat/grid.js';
import {admitted, closeWorlds, openClient, openLab, openWorld, seenBy} from './nat-world.js';
import {site} from './specs.js';

afterEach(closeWorlds);

describe.each(Object.entries(NAT_GRID))('%s', (name, config) => {
  test('maps as it says', async () => {
    const {inside, known, samePlace, elsewhere} = await openWorld(name);
    const port = await seenBy(inside, known);
    const same = {
      otherPort: (await seenBy(inside, samePlace)) === port,
      otherHost: (await seenBy(inside, elsewhere)) === port,
    };
    expect(same).toEqual({
      otherPort: config.mapping !== 'address-and-port-dependent',
      otherHost: config.mapping === 'endpoint-independent',
    });
  });

  test('filters as it says', async () => {
    const {inside, known, samePlace, elsewhere} = await openWorld(name);
    const port = await seenBy(inside, known);
    const heard = await admitted(inside, port, {elsewhere, samePlace, known});
    expect(heard).toEqual(
      {
        'endpoint-independent': ['elsewhere', 'samePlace', 'known'],
        'address-dependent': ['samePlace', 'known'],
        'address-and-port-dependent': ['known'],
      }[config.filtering],
    );
  });
});

describe('firewalls', () => {
  test.each(['udp-blocked', 'hotel', 'enterprise'])('%s lets no UDP out', async (nat) => {
    const {lab, inside} = await openWorld(nat);
    const neighbour = await openClient(lab, 'a1');
    inside.send('to the server', inside.serverPort);
    inside.send('to the neighbour', await neighbour.lanPort());
    expect((await neighbour.next()).text).toBe('to the neighbour');
    expect((await lab.flows()).map(({router}) => router)).toEqual(['s1']);
  });

  test('cloud: a public address that only those reach who were sent to', async () => {
    const {inside, known, samePlace, elsewhere} = await openWorld('cloud');
    const port = await seenBy(inside, known);
    expect(port).toBe(await inside.lanPort());
    expect(await admitted(inside, port, {elsewhere, samePlace, known})).toEqual(['known']);
  });

  test('an allow-list is an error that says why', async () => {
    const firewall = {allow: [{cidr: '198.18.0.0/30', protocol: 'udp'}]} as const;
    await expect(openLab({...site('s1', 'none', ['a1']), firewall})).rejects.toMatchObject({
      code: 'FIREWALL_UNSUPPORTED',
      exitCode: 3,
    });
  });
});

describe('while running', () => {
  test.each(['home', 'symmetric', 'carrier'])('%s: a rebind shows in STUN', async (nat) => {
    const {lab, inside} = await openWorld(nat);
    const before = await inside.mappedPort();
    expect(await inside.mappedPort()).toBe(before);
    await lab.rebindNat('s1');
    expect(await inside.mappedPort()).not.toBe(before);
  });

  test('a flush shows in STUN where ports are drawn', async () => {
    const {lab, inside} = await openWorld('symmetric');
    const before = await inside.mappedPort();
    await lab.flushNat('s1');
    expect(await inside.mappedPort()).not.toBe(before);
  });

  test.each(['eim-eif', 'cloud'])('%s: a flush shuts out until the inside sends', async (nat) => {
    const {lab, inside, known} = await openWorld(nat);
    const port = await seenBy(inside, known);
    await lab.flushNat('s1');
    known.send('too early', port);
    await known.mappedPort();
    expect(await seenBy(inside, known)).toBe(port);
    expect(await admitted(inside, port, {known})).toEqual(['known']);
  });

  test('errors say which sites there are, and which NATs', async () => {
    const {lab} = await openWorld('home');
    await expect(lab.flushNat('s9')).rejects.toMatchObject({
      code: 'SITE_UNKNOWN',
      hint: 'Sites: s1, s2.',
    });
    await expect(lab.rebindNat('s2')).rejects.toMatchObject({code: 'NAT_ABSENT'});
  });
});
