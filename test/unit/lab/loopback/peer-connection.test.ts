import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import nodeDataChannel, {type DataChannel, type PeerConnection} from 'node-datachannel';
import {afterAll, afterEach, expect, test} from 'vitest';
import type {HostAccess, Lab} from '../../../../src/lab/lab.js';
import {createLoopbackLab} from '../../../../src/lab/loopback/loopback-lab.js';
import {loopbackSpec, site} from './specs.js';

// Strong references: a collected wrapper closes its channel without a word, and one that is
// collected after it was closed crashes the process.
const kept: (PeerConnection | DataChannel)[] = [];
const closed: typeof kept = [];
let lab: Lab | undefined;

afterEach(async () => {
  for (const thing of kept.splice(0)) {
    closed.push(thing);
    thing.close();
  }
  await lab?.down();
});

afterAll(() => nodeDataChannel.cleanup());

test.each([
  ['cone', 'cone', 'direct'],
  ['none', 'none', 'direct'],
  ['cone', 'symmetric', 'relayed'],
  ['symmetric', 'symmetric', 'relayed'],
])('%s and %s connect %s', async (one, other, path) => {
  const link = {delayMs: 5};
  lab = await createLoopbackLab(
    loopbackSpec(site('s1', one, ['a1'], link), site('s2', other, ['a2'], link)),
  );
  const [first, second] = await connect(lab.access);
  // What each end calls the other is what the core has counted, direct or relayed.
  expect(await flowBetween(first, second)).toMatchObject({router: 'core', source: '127.0.0.1'});
  expect(await flowBetween(second, first)).toMatchObject({router: 'core', target: '127.0.0.1'});
  expect([...first.types, ...second.types].includes('relay')).toBe(path === 'relayed');
});

test('two hosts of a site connect across their LAN', async () => {
  lab = await createLoopbackLab(loopbackSpec(site('s1', 'symmetric', ['a1', 'a2'], {loss: 1})));
  const [first, second] = await connect(lab.access);
  expect(await flowBetween(first, second)).toMatchObject({router: 's1'});
});

function flowBetween(source: End, target: End) {
  return lab
    ?.flows()
    .then((flows) =>
      flows.find(
        ({sourcePort, targetPort}) =>
          sourcePort === source.seenAsPort && targetPort === target.seenAsPort,
      ),
    );
}

interface End {
  /** Of the local and the remote candidate of the pair in use. */
  types: [string, string];
  /** This end's address as the other end has it. */
  seenAsPort: number;
}

/** Connects the first two hosts with a data channel and lets one message through. */
async function connect([one, other]: readonly HostAccess[]): Promise<[End, End]> {
  if (!one || !other) throw new Error('two hosts are needed');
  const a = peer(one);
  const b = peer(other);
  signal(a, one, b);
  signal(b, other, a);
  const channel = a.createDataChannel('test');
  kept.push(channel);
  const message = new Promise((resolve) => {
    b.onDataChannel((incoming) => {
      kept.push(incoming);
      incoming.onMessage(resolve);
    });
  });
  channel.onOpen(() => channel.sendMessage('hello'));
  expect(await message).toBe('hello');
  const first = a.getSelectedCandidatePair();
  const second = b.getSelectedCandidatePair();
  if (!first || !second) throw new Error('no selected pair');
  return [
    {types: [first.local.type, first.remote.type], seenAsPort: second.remote.port},
    {types: [second.local.type, second.remote.type], seenAsPort: first.remote.port},
  ];
}

function peer({host, stun, turn}: HostAccess): PeerConnection {
  if (!stun || !turn) throw new Error('the fabric has STUN and TURN');
  const [hostname = '', port] = turn.server.split(':');
  const {username, password} = turn;
  const connection = new nodeDataChannel.PeerConnection(host, {
    bindAddress: '127.0.0.1',
    iceServers: [
      `stun:${stun}`,
      {hostname, port: Number(port), username, password, relayType: 'TurnUdp'},
    ],
  });
  kept.push(connection);
  return connection;
}

/** Carries descriptions without candidates, and candidates behind the description. */
function signal(from: PeerConnection, access: HostAccess, to: PeerConnection): void {
  const description = new Promise<void>((resolve) => {
    from.onLocalDescription((sdp, type) => {
      to.setRemoteDescription(sdp.replaceAll(/^a=(end-of-)?candidate.*\r\n/gm, ''), type);
      resolve();
    });
  });
  from.onLocalCandidate((line, mid) => {
    void Promise.all([readdressed(line, access), description]).then(([candidate]) => {
      // The last candidates may be found when the test is over.
      if (kept.includes(to)) to.addRemoteCandidate(candidate, mid);
    });
  });
}

/** A host candidate with the address that the fabric gives it. */
async function readdressed(line: string, {candidateMap}: HostAccess): Promise<string> {
  const match = /^(.* 127\.0\.0\.1) (\d+) (typ host.*)$/.exec(line);
  if (!match) return line;
  const socket = createSocket('udp4');
  const question = {id: 1, map: {address: '127.0.0.1', port: Number(match[2])}};
  socket.send(JSON.stringify(question), Number(candidateMap?.split(':')[1]), '127.0.0.1');
  const [reply] = (await once(socket, 'message')) as [Buffer];
  socket.close();
  const {port} = JSON.parse(reply.toString()) as {port: number};
  return `${match[1]} ${port} ${match[3]}`;
}
