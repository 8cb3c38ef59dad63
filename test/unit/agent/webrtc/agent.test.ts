import {cleanup} from 'node-datachannel';
import {afterAll, describe, expect, it} from 'vitest';
import {openMesh, openPair} from './mesh-of-agents.js';

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

  it('measure their path with probes', async () => {
    const {one, two} = await openPair();
    one.agent.connect('two');
    const [quality] = await Promise.all(
      [one, two].map((agent) => agent.told(({type}) => type === 'quality')),
    );
    expect(quality).toMatchObject({peer: 'two', lossPct: 0});
  });

  it('tell the steps of a call in order', async () => {
    const {one, two} = await openPair();
    one.agent.connect('two');
    await one.reached('confirmed');
    await two.reached('received');
    const steps = one.events.flatMap((event) => (event.type === 'step' ? event.step : []));
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
  for (const {agent} of agents) for (const name of names) if (agent.status().agent !== name) agent.connect(name);
  await Promise.all(
    agents.flatMap((agent) =>
      names
        .filter((name) => name !== agent.agent.status().agent)
        .map((name) => agent.told((event) => event.type === 'path' && event.peer === name)),
    ),
  );
  for (const {agent} of agents) {
    expect(agent.status().connections.map(({state}) => state)).toEqual(
      Array(3).fill('connected'),
    );
  }
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

it('an agent that leaves is told to the others', async () => {
  const {one, two} = await openPair();
  one.agent.connect('two');
  await Promise.all([one.reached('confirmed'), two.reached('received')]);
  const leftAtMs = performance.now();
  one.agent.close();
  const closed = await two.closed();
  console.log(closed, performance.now() - leftAtMs);
  expect(two.agent.status().connections).toMatchObject([{peer: 'one', state: 'closed'}]);
});
