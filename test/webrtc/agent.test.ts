import {cleanup} from 'node-datachannel';
import {afterAll, describe, expect, it} from 'vitest';
import type {AgentOptions} from '../../src/agent/agent.js';
import type {AgentEvent} from '../../src/agent/control/protocol.js';
import {RawMember} from '../unit/agent/seed/raw-member.js';
import {openMesh, openPair, TestAgent} from './mesh-of-agents.js';
import {openTamperedSeed} from './tampered-seed.js';

// The library's threads outlive the last connection; without this the process may abort at its end.
afterAll(() => cleanup());

describe('two agents', () => {
  it('connect, and bytes go both ways on the packet pipe and on the channel', async () => {
    const {one, two} = await openPair();
    one.agent.connect('two');
    await Promise.all([
      one.reached('confirmed'),
      two.reached('received'),
      one.reached('channel-open'),
      two.reached('channel-received'),
    ]);
    expect(one.agent.status().connections).toMatchObject([
      {peer: 'two', role: 'caller', state: 'connected', pair: {local: {address: '127.0.0.1'}}},
    ]);
    expect(two.agent.status().connections).toMatchObject([
      {peer: 'one', role: 'callee', state: 'connected', pair: {local: {address: '127.0.0.1'}}},
    ]);
  });

  it('measure a path on which nothing is sent', async () => {
    const {one, two} = await openPair();
    one.agent.connect('two');
    const isForecast = (event: AgentEvent) =>
      event.type === 'quality' && event.paths[0]?.forecast !== undefined;
    const [quality] = await Promise.all([one, two].map((agent) => agent.told(isForecast)));
    expect(quality).toMatchObject({
      ...{peer: 'two', lossPct: 0},
      paths: [{kind: 'direct', isActive: true, state: 'active'}],
    });
    const [connection] = one.agent.status().connections;
    const [path] = connection?.paths ?? [];
    expect(connection?.rttMs).toBe(path?.rttMs);
    expect(path?.rttMs).toBeGreaterThan(0);
    expect(path?.forecast?.rttMs).toBeGreaterThan(0);
  });

  it('tell the steps of a call in order', async () => {
    const {one, two} = await openPair();
    one.agent.connect('two');
    await one.reached('confirmed');
    await two.reached('received');
    // On a busy machine there may have been more than one attempt.
    const attempt = one.steps('confirmed').map((event) => event.attempt)[0];
    const steps = one.events.flatMap((event) =>
      event.type === 'step' && event.attempt === attempt ? event.step : [],
    );
    const order = ['called', 'described', 'answered', 'open', 'confirmed'] as const;
    expect(steps.filter((step) => order.some((known) => known === step))).toEqual(order);
    const times = one.events.map(({atMs}) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('that call each other at once end with one connection each', async () => {
    const {one, two} = await openPair();
    one.agent.connect('two');
    two.agent.connect('one');
    await Promise.all([one.reached('confirmed'), two.reached('received')]);
    expect(one.agent.status().connections).toMatchObject([{role: 'caller', state: 'connected'}]);
    expect(two.agent.status().connections).toMatchObject([{role: 'callee', state: 'connected'}]);
    expect(one.steps('open')).toHaveLength(1);
    expect(two.steps('open')).toHaveLength(1);
    expect([...one.events, ...two.events].filter(({type}) => type === 'closed')).toEqual([]);
  });

  it('stay connected when the seed goes', async () => {
    const {seed, one, two} = await openPair();
    one.agent.connect('two');
    await Promise.all([one.reached('confirmed'), two.reached('received')]);
    seed.close();
    await one.told((event) => event.type === 'seed' && event.state === 'lost');
    await one.told(({type}) => type === 'quality');
    expect(one.agent.status()).toMatchObject({seed: 'lost', connections: [{state: 'connected'}]});
  });
});

it('every agent of a mesh connects with every other, all at once', async () => {
  const names = ['a1', 'a2', 'a3', 'a4'];
  const {agents} = await openMesh(...names);
  for (const {agent} of agents)
    for (const name of names) if (agent.status().agent !== name) agent.connect(name);
  await Promise.all(
    agents.flatMap((agent) =>
      names
        .filter((name) => name !== agent.agent.status().agent)
        .map((name) => agent.told((event) => event.type === 'path' && event.peer === name)),
    ),
  );
  for (const {agent} of agents) {
    expect(agent.status().connections.map(({state}) => state)).toEqual(Array(3).fill('connected'));
  }
});

it('standbys that cannot be had, and waits that are none, are refused at once', () => {
  const open = (options: Partial<AgentOptions>) => () => new TestAgent('one', 9, options);
  expect(open({standbys: ['relay-tls']})).toThrow(
    'a standby over relay-tls is asked for, but no TURN server is reached that way',
  );
  expect(open({giveUpMs: -1})).toThrow(RangeError);
  expect(open({giveUpMs: Number.POSITIVE_INFINITY})).toThrow(RangeError);
});

it('a call to nobody is closed, and says why', async () => {
  const {agents} = await openMesh('one');
  const [one] = agents;
  one?.agent.connect('nobody');
  expect(await one?.closed()).toMatchObject({
    peer: 'nobody',
    reason: 'no agent named nobody at the seed',
  });
  expect(one?.agent.status().connections).toMatchObject([{peer: 'nobody', state: 'closed'}]);
});

it('a peer that breaks the protocol loses its connection, and may call again', async () => {
  const {one, two} = await openPair();
  const connection = one.agent.connect('two');
  await Promise.all([one.reached('confirmed'), two.reached('received')]);
  connection?.transport.receive(Uint8Array.of(3, 0x80, 1, 0, 0, 0, 0, 0, 0, 0x1f));
  const [ofOne, ofTwo] = await Promise.all([one.closed(), two.closed()]);
  const reason = 'protocol violation: a frame is malformed';
  expect([ofOne, ofTwo]).toMatchObject([
    {peer: 'two', reason},
    {peer: 'one', reason: expect.any(String)},
  ]);
  expect(one.agent.status().connections).toMatchObject([{peer: 'two', state: 'closed'}]);
  expect(two.agent.status().connections).toMatchObject([{peer: 'one', state: 'closed'}]);
  two.agent.connect('one');
  await two.reached('confirmed');
  expect(one.agent.status().connections).toMatchObject([{peer: 'two', state: 'connected'}]);
});

it('an agent whose DTLS failed calls again, with candidates only when it is answered', async () => {
  const {port, said} = await openTamperedSeed();
  const [one, two] = [new TestAgent('one', port), new TestAgent('two', port)];
  await Promise.all([one.agent.ready(), two.agent.ready()]);
  one.agent.connect('two');
  await Promise.all([one.reached('confirmed'), two.reached('received')]);
  const calls = said.flatMap((signal) =>
    signal.kind === 'describe' && signal.replyTo === undefined ? signal : [],
  );
  const [first, ...others] = calls.map(({candidates}) => candidates.length > 0);
  expect([first, new Set(others)]).toEqual([true, new Set([false])]);
  const told = said.flatMap((signal) => (signal.kind === 'candidate' ? signal.attempt : []));
  expect(told).toContain(calls[1]?.attempt);
});

it('an agent that leaves is told to the others, who can be called again by its successor', async () => {
  const {seed, one, two} = await openPair();
  one.agent.connect('two');
  await Promise.all([one.reached('confirmed'), two.reached('received')]);
  one.agent.close();
  expect(await two.closed()).toMatchObject({peer: 'one'});
  expect(two.agent.status().connections).toMatchObject([{peer: 'one', state: 'closed'}]);
  const again = new TestAgent('one', seed.port);
  await again.agent.ready();
  again.agent.connect('two');
  await again.reached('confirmed');
  expect(two.agent.status().connections).toMatchObject([{peer: 'one', state: 'connected'}]);
});

describe('a hostile member', () => {
  const description = {
    kind: 'describe',
    attempt: 'x',
    reach: 'direct',
    symmetric: false,
    seedRttMs: 0,
    sdp: 'junk',
    candidates: [{line: 'junk', mid: ''}],
  };
  const toOne = (signal: object) => ({type: 'signal', to: 'one', signal});

  it('that offers junk is told so, and harms nobody', async () => {
    const {seed, two} = await openPair();
    const mallory = await RawMember.join(seed.port, 'mallory');
    mallory.say(toOne(description));
    // Welcome, the answer that was ready, and the end.
    const [, answer, close] = await mallory.hears(3);
    expect(answer).toMatchObject({signal: {kind: 'describe', replyTo: 'x'}});
    expect(close).toMatchObject({
      signal: {kind: 'close', reason: expect.stringContaining('unusable')},
    });
    two.agent.connect('one');
    await two.reached('confirmed');
  });

  it('that answers junk fails the call, and nothing else', async () => {
    const {seed, one, two} = await openPair();
    const mallory = await RawMember.join(seed.port, 'mallory');
    mallory.socket.on('message', (bytes) => {
      const {signal} = JSON.parse(String(bytes)) as {signal?: {kind: string; attempt: string}};
      if (signal?.kind === 'describe')
        mallory.say(toOne({...description, replyTo: signal.attempt}));
    });
    one.agent.connect('mallory');
    expect(await one.closed()).toMatchObject({reason: expect.stringContaining('unusable')});
    // The call and three more tries.
    expect(one.steps('called')).toHaveLength(4);
    one.agent.connect('two');
    await two.reached('received');
  });

  it('that signals out of the blue leaves no trace', async () => {
    const {seed, one} = await openPair();
    const mallory = await RawMember.join(seed.port, 'mallory');
    mallory.say(toOne({kind: 'close', attempt: 'x', reason: 'boo'}));
    mallory.say(toOne({kind: 'candidate', attempt: 'x', candidate: {line: 'junk', mid: ''}}));
    mallory.say(toOne({...description, replyTo: 'y'}));
    // The seed and the agent read in order: what comes after has been read after.
    const two = new TestAgent('three', seed.port);
    await two.agent.ready();
    two.agent.connect('one');
    await one.reached('received');
    expect(one.agent.status().connections.map(({peer}) => peer)).toEqual(['three']);
  });

  it('that takes the name of another does not end what works', async () => {
    const {seed, one, two} = await openPair();
    one.agent.connect('two');
    await Promise.all([one.reached('confirmed'), two.reached('received')]);
    const thief = await RawMember.join(seed.port, 'two');
    thief.socket.close();
    await two.told((event) => event.type === 'seed' && event.state === 'lost');
    await one.told(({type}) => type === 'quality');
    expect(one.agent.status().connections).toMatchObject([{peer: 'two', state: 'connected'}]);
  });
});
