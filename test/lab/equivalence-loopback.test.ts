import {afterEach, beforeEach, expect, it} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import {createLoopbackLab} from '../../src/lab/loopback/loopback-lab.js';
import {LINK_CASES, type LinkCase} from '../support/link-cases.js';
import {expectEquivalent} from '../support/link-expectation.js';
import type {LinkObservation} from '../support/link-observation.js';
import {loopbackSpec, site} from '../unit/lab/loopback/specs.js';
import {UdpClient} from '../unit/lab/loopback/udp-client.js';

type Arrival = LinkObservation['arrivals'][number];

/** Not numbers of packets, which are never that short. */
const [THROUGH, LAST] = ['through', 'last'];

let lab: Lab;
let sender: UdpClient;
let collector: UdpClient;

beforeEach(async () => {
  const sites = [site('s1', 'none', ['a1']), site('s2', 'none', ['a2'])];
  lab = await createLoopbackLab(loopbackSpec(...sites));
  [sender, collector] = (await Promise.all(lab.access.map((access) => UdpClient.open(access)))) as [
    UdpClient,
    UdpClient,
  ];
});

afterEach(async () => {
  sender.close();
  collector.close();
  expect(await lab.down()).toEqual({leftovers: []});
});

it.each(LINK_CASES)('the fabric loopback does as the model: $name', async (linkCase) => {
  expectEquivalent(linkCase, await sendTrain(linkCase));
});

/** Sends the train of a case up the link of site s1, to a host behind a clear one. */
async function sendTrain(linkCase: LinkCase): Promise<LinkObservation> {
  // The lab carries the packets of sockets it has been told of.
  const [target] = await Promise.all([collector.lanPort(), sender.lanPort()]);
  await lab.impair('s1', {up: linkCase.model});
  const arrivals: Arrival[] = [];
  let onThrough = () => {};
  const through = new Promise<void>((resolve) => {
    onThrough = resolve;
  });
  const collected = collect(arrivals, () => onThrough());
  const sentMs = await send(linkCase, target);
  // What was sent before it is on the link, or lost; a link may lose or drop it too.
  const asking = setInterval(() => sender.send(THROUGH, target), 5);
  await through;
  clearInterval(asking);
  // A clear link keeps the order, so that the last one comes after all that it still holds.
  await lab.impair('s1', {up: {delayMs: linkCase.model.delayMs ?? 0}});
  sender.send(LAST, target);
  await collected;
  return {sentMs, arrivals};
}

/** Notes what arrives until the last one does. */
async function collect(arrivals: Arrival[], onThrough: () => void): Promise<void> {
  for (;;) {
    const {text, bytes} = await collector.next();
    if (text === LAST) return;
    if (text === THROUGH) onThrough();
    else arrivals.push({packet: bytes.readUInt32BE(), atMs: performance.now()});
  }
}

/** Resolves with when each was sent, once all are. */
function send({packets, perMs, payloadBytes}: LinkCase, target: number): Promise<number[]> {
  const sentMs: number[] = [];
  const startMs = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(packets, Math.floor((performance.now() - startMs) * perMs) + 1);
      while (sentMs.length < due) {
        const payload = Buffer.alloc(payloadBytes);
        payload.writeUInt32BE(sentMs.length);
        sentMs.push(performance.now());
        sender.send(payload, target);
      }
      if (sentMs.length < packets) return;
      clearInterval(timer);
      resolve(sentMs);
    }, 1);
  });
}
