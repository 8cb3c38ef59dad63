import {cleanup} from 'node-datachannel';
import {afterAll, beforeAll, describe, expect, it, onTestFinished, vi} from 'vitest';
import type {AgentOptions} from '../../src/agent/agent.js';
import type {Connection} from '../../src/agent/connection.js';
import {SeedServer} from '../../src/agent/seed/seed-server.js';
import type {Stream} from '../../src/agent/streams/stream.js';
import type {RelayTransport} from '../../src/agent/turn/transport.js';
import {hasProgram} from '../../src/lab/programs.js';
import {PolicyEnforcer} from '../../src/policy/enforcer.js';
import {parsePolicyFile} from '../../src/policy/policy-file.js';
import {type CoturnServer, startCoturnServer} from '../support/coturn-server.js';
import {CuttableWay} from '../support/cuttable-way.js';
import {TestAgent} from './mesh-of-agents.js';

const installed = await hasProgram('turnserver');
const TEST_MS_MAX = 30_000;
const EVERY_MS = 5;

afterAll(() => cleanup());

describe.skipIf(!installed)('two agents', () => {
  let coturn: CoturnServer;
  beforeAll(async () => {
    coturn = await startCoturnServer({userQuota: 100});
  });
  afterAll(() => coturn.stop());

  /** Connected, with the way to their relay over TCP one that can be cut. `paths`: those allowed. */
  async function openPair(
    paths: string,
    transports: RelayTransport[],
    options: Partial<AgentOptions> = {},
  ) {
    const seed = await SeedServer.listen('127.0.0.1', 0);
    onTestFinished(() => seed.close());
    const way = await CuttableWay.open(coturn.port);
    const {username, password} = coturn;
    const servers = transports.map((transport) => ({
      ...{transport, host: '127.0.0.1', username, password},
      port: transport === 'tcp' ? way.port : coturn.port,
    }));
    const open = (name: string) => {
      const policy = parsePolicyFile(`paths: ${paths}\n`, 'policy.yaml');
      const peer = {
        bindAddress: '127.0.0.1',
        turn: {servers},
        policy: new PolicyEnforcer(policy, name, () => undefined),
      };
      return new TestAgent(name, seed.port, {peer, ...options});
    };
    const [one, two] = [open('one'), open('two')];
    await Promise.all([one.agent.ready(), two.agent.ready()]);
    const connection = one.agent.connect('two') as Connection;
    await Promise.all([one.reached('confirmed'), two.reached('received')]);
    return {seed, way, one, two, connection};
  }

  const openRelayed = (options?: Partial<AgentOptions>) =>
    openPair('[relay-tcp]', ['tcp'], options);
  const bothTold = (agents: TestAgent[], type: 'reconnecting' | 'reconnected') =>
    Promise.all(agents.map((agent) => agent.told((event) => event.type === type)));

  it(
    'go on where they were when the only way has been cut and is back',
    async () => {
      const {way, one, two, connection} = await openRelayed();
      const [states, sent] = [new Set<string>(), new Numbers(connection.openStream())];
      const echoing = echo(await two.stream());
      await sent.count(50);
      way.cut();
      await bothTold([one, two], 'reconnecting');
      for (const {agent} of [one, two]) {
        for (const {state} of agent.status().connections) states.add(state);
      }
      await sent.count(50);
      await way.restore();
      await bothTold([one, two], 'reconnected');
      await sent.count(50);
      expect(await sent.finish()).toEqual(sent.all);
      expect(await echoing).toEqual(sent.all);
      expect([...states]).toEqual(['reconnecting']);
      expect(one.agent.status().connections).toMatchObject([{state: 'connected'}]);
      expect([...one.events, ...two.events].filter(({type}) => type === 'closed')).toEqual([]);
    },
    TEST_MS_MAX,
  );

  it(
    'have another path before the library gives the one up that has gone silent',
    async () => {
      const {way, one, two, connection} = await openRelayed();
      const sent = new Numbers(connection.openStream());
      const echoing = echo(await two.stream());
      await sent.count(50);
      way.freeze();
      await sent.count(50);
      expect(await sent.finish()).toEqual(sent.all);
      expect(await echoing).toEqual(sent.all);
      const told = [...one.events, ...two.events].map(({type}) => type);
      expect(told).not.toContain('reconnecting');
      expect(told).not.toContain('closed');
      expect(one.steps('confirmed')).toHaveLength(2);
    },
    TEST_MS_MAX,
  );

  it(
    'give up when it takes too long, both of them, and can connect anew',
    async () => {
      const {way, one, two, connection} = await openRelayed({giveUpMs: 1500});
      const sent = new Numbers(connection.openStream());
      const ended = expect(echo(await two.stream())).rejects.toThrow('no way to');
      await sent.count(10);
      way.cut();
      const closed = await Promise.all([one.closed(), two.closed()]);
      for (const event of closed)
        expect(event).toMatchObject({
          reason: expect.stringMatching(/^no way to (one|two) within 1\.5 s: ./),
        });
      await expect(sent.finish()).rejects.toThrow('no way to');
      await ended;
      for (const {agent} of [one, two])
        expect(agent.status().connections).toMatchObject([{state: 'closed'}]);
      await way.restore();
      const anew = new Numbers((one.agent.connect('two') as Connection).openStream());
      const again = echo(await two.stream());
      await anew.count(10);
      expect([await anew.finish(), await again]).toEqual([anew.all, anew.all]);
    },
    TEST_MS_MAX,
  );

  it('do not wait at all when told so', async () => {
    const {way, one, two} = await openRelayed({giveUpMs: 0});
    way.cut();
    await Promise.all([one.closed(), two.closed()]);
    const waits = [...one.events, ...two.events].filter(({type}) => type === 'reconnecting');
    expect(waits).toEqual([]);
  });

  it('end the wait when one of them leaves', async () => {
    const {way, one, two} = await openRelayed();
    way.cut();
    await bothTold([one, two], 'reconnecting');
    one.agent.close();
    expect(await two.closed()).toMatchObject({peer: 'one', reason: 'the agent has left'});
  });

  it(
    'keep two relays beside the direct path, and build one again that was lost',
    async () => {
      const standbys = ['relay-udp', 'relay-tcp'] as const;
      const transports: RelayTransport[] = ['udp', 'tcp'];
      const {way, one, two} = await openPair('[direct, relay-udp, relay-tcp]', transports, {
        standbys,
      });
      const have = (...kinds: string[]) =>
        vi.waitFor(() => {
          const all = [one, two].map(({agent}) => agent.status().connections[0]);
          for (const connection of all) {
            expect(connection?.pair?.relayClient).toBeUndefined();
            expect([...(connection?.standbys ?? [])].sort()).toEqual(kinds);
          }
        }, 10_000);
      await have('relay-tcp', 'relay-udp');
      way.cut();
      await have('relay-udp');
      await way.restore();
      await have('relay-tcp', 'relay-udp');
      const moves = one.events.flatMap((event) => (event.type === 'moved' ? event.to : []));
      expect(moves.filter((to) => to !== 'direct')).toEqual([]);
    },
    TEST_MS_MAX,
  );
});

/** Numbers sent on a stream at a steady pace, and those that come back. */
class Numbers {
  readonly #stream: Stream;
  readonly #timer: NodeJS.Timeout;
  readonly #back: Promise<number[]>;
  #sent = 0;
  #reached: {count: number; resolve: () => void} | undefined;

  constructor(stream: Stream) {
    this.#stream = stream;
    this.#back = read(stream);
    this.#back.catch(() => undefined);
    this.#timer = setInterval(() => this.#send(), EVERY_MS);
    onTestFinished(() => clearInterval(this.#timer));
  }

  get all(): number[] {
    return [...Array(this.#sent).keys()];
  }

  /** Resolves when so many more have been sent. */
  count(more: number): Promise<void> {
    return new Promise((resolve) => {
      this.#reached = {count: this.#sent + more, resolve};
    });
  }

  /** Resolves with what has come back, when all has. */
  async finish(): Promise<number[]> {
    clearInterval(this.#timer);
    this.#stream.finish();
    return this.#back;
  }

  #send(): void {
    this.#stream.send(Buffer.from(String(this.#sent)));
    this.#sent += 1;
    if (this.#reached && this.#sent >= this.#reached.count) this.#reached.resolve();
  }
}

async function read(
  stream: Stream,
  each: (message: Uint8Array) => void = () => undefined,
): Promise<number[]> {
  const numbers: number[] = [];
  for await (const message of stream) {
    numbers.push(Number(Buffer.from(message).toString()));
    each(message);
  }
  return numbers;
}

/** Sends back what comes; resolves with it. */
async function echo(stream: Stream): Promise<number[]> {
  const numbers = await read(stream, (message) => stream.send(message));
  stream.finish();
  return numbers;
}
