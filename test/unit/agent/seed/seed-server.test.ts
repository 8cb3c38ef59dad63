import {createServer} from 'node:net';
import {afterEach, describe, expect, it, vi} from 'vitest';
import {SeedServer} from '../../../../src/agent/seed/seed-server.js';
import {openSeed, RawMember} from './raw-member.js';

const close = (attempt: string) => ({kind: 'close', attempt, reason: 'done'});
const WELCOME = {type: 'welcome'};

describe('routing', () => {
  it('passes a signal to the member it names, and says who sent it', async () => {
    const {port} = await openSeed();
    const [one, two, three] = await Promise.all(
      ['a1', 'a2', 'a3'].map((name) => RawMember.join(port, name)),
    );
    one?.say({type: 'signal', to: 'a2', from: 'a3', signal: close('x')});
    expect(await two?.hears(2)).toEqual([WELCOME, {type: 'signal', from: 'a1', signal: close('x')}]);
    two?.say({type: 'signal', to: 'a1', signal: close('y')});
    expect(await one?.hears(2)).toEqual([WELCOME, {type: 'signal', from: 'a2', signal: close('y')}]);
    expect(three?.heard).toEqual([WELCOME]);
  });

  it('says so when there is no such member, or no longer', async () => {
    const {port} = await openSeed();
    const one = await RawMember.join(port, 'a1');
    one.say({type: 'signal', to: 'a2', signal: close('x')});
    expect(await one.hears(2)).toContainEqual({type: 'unreachable', to: 'a2', attempt: 'x'});
    const two = await RawMember.join(port, 'a2');
    two.socket.close();
    await two.closed;
    one.say({type: 'signal', to: 'a2', signal: close('y')});
    expect(await one.hears(3)).toContainEqual({type: 'unreachable', to: 'a2', attempt: 'y'});
  });

  it('keeps nothing of a signal but what belongs to one', async () => {
    const {port} = await openSeed();
    const one = await RawMember.join(port, 'a1');
    one.say({type: 'signal', to: 'a1', signal: {...close('x'), extra: '…'}});
    expect(await one.hears(2)).toContainEqual({type: 'signal', from: 'a1', signal: close('x')});
  });
});

describe('membership', () => {
  it('gives an agent that comes back its place, and ends the old socket', async () => {
    const seed = await openSeed();
    const [old, other] = [await RawMember.join(seed.port, 'a1'), await RawMember.join(seed.port, 'a2')];
    const again = await RawMember.join(seed.port, 'a1');
    expect((await old.closed).code).toBe(1006);
    other.say({type: 'signal', to: 'a1', signal: close('x')});
    expect(await again.hears(2)).toContainEqual({type: 'signal', from: 'a2', signal: close('x')});
    expect(seed.members.sort()).toEqual(['a1', 'a2']);
  });

  it('ends when the seed closes', async () => {
    const seed = await openSeed();
    const one = await RawMember.join(seed.port, 'a1');
    seed.close();
    expect((await one.closed).code).toBe(1006);
  });
});

describe('what is no claw message', () => {
  const hello = {type: 'hello', agent: 'a1'};

  it.each([
    ['no JSON', ['hello']],
    ['null', ['null']],
    ['an unknown type', [{type: 'shout'}]],
    ['no name', [{type: 'hello'}]],
    ['a name with a line break', [{type: 'hello', agent: 'a\n1'}]],
    ['a name of 64 characters', [{type: 'hello', agent: 'x'.repeat(64)}]],
    ['a signal before hello', [{type: 'signal', to: 'a1', signal: close('x')}]],
    ['a second hello', [hello, hello]],
    ['a signal to no name', [hello, {type: 'signal', to: '', signal: close('x')}]],
    ['a signal that is none', [hello, {type: 'signal', to: 'a2', signal: {kind: 'shout'}}]],
  ])('ends the connection: %s', async (_what, messages) => {
    const {port} = await openSeed();
    const member = await RawMember.open(port);
    for (const message of messages) member.say(message);
    expect(await member.closed).toEqual({code: 1008, reason: 'not a claw message'});
  });

  it('ends the connection: more than 64 KiB', async () => {
    const {port} = await openSeed();
    const [member, other] = [await RawMember.join(port, 'a1'), await RawMember.join(port, 'a2')];
    member.say('x'.repeat(65_537));
    expect((await member.closed).code).toBe(1009);
    other.say({type: 'signal', to: 'a1', signal: close('x')});
    expect(await other.hears(2)).toContainEqual({type: 'unreachable', to: 'a1', attempt: 'x'});
  });
});

describe('silence', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it.each([
    ['a member that answers no ping', (port: number) => RawMember.join(port, 'a1', {autoPong: false})],
    ['a stranger that never says hello', (port: number) => RawMember.open(port)],
  ])('ends the connection of %s', async (_who, open) => {
    vi.useFakeTimers({toFake: ['setInterval']});
    const seed = await openSeed();
    const [silent, lively] = [await open(seed.port), await RawMember.join(seed.port, 'a2')];
    const pinged = new Promise((resolve) => lively.socket.once('ping', resolve));
    vi.advanceTimersByTime(5000);
    await pinged;
    // The seed reads in order: with the signal it has read the pong before it.
    lively.say({type: 'signal', to: 'nobody', signal: close('x')});
    await lively.hears(2);
    vi.advanceTimersByTime(5000);
    expect((await silent.closed).code).toBe(1006);
    expect(seed.members).toEqual(['a2']);
  });

  it('ends the connection of a member that reads too slowly, and tells the sender', async () => {
    const {port} = await openSeed();
    const [slow, sender] = [await RawMember.join(port, 'a1'), await RawMember.join(port, 'a2')];
    slow.socket.pause();
    const large = {
      kind: 'describe',
      attempt: 'x',
      reach: 'direct',
      symmetric: false,
      seedRttMs: 0,
      sdp: 'x'.repeat(16_000),
      candidates: [],
    };
    while (sender.heard.length < 2) {
      sender.say({type: 'signal', to: 'a1', signal: large});
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(sender.heard[1]).toEqual({type: 'unreachable', to: 'a1', attempt: 'x'});
    slow.socket.resume();
    expect((await slow.closed).code).toBe(1006);
  });
});

it('says which port is in use, and how to find out by whom', async () => {
  const {port} = await openSeed();
  await expect(SeedServer.listen('127.0.0.1', port)).rejects.toMatchObject({
    code: 'SEED_LISTEN',
    message: `the seed cannot listen on 127.0.0.1:${port}: the port is in use`,
    exitCode: 3,
  });
});

it('says when an address is not of this machine', async () => {
  await expect(SeedServer.listen('192.0.2.1', 0)).rejects.toMatchObject({code: 'SEED_LISTEN'});
});

it('frees its port at once', async () => {
  const seed = await openSeed();
  const {port} = seed;
  seed.close();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  server.close();
});
