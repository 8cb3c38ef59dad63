import {cleanup} from 'node-datachannel';
import {afterAll, expect, it} from 'vitest';
import {packetBytes} from '../../src/agent/webrtc/carrier.js';
import {retainedCount} from '../../src/agent/webrtc/retain.js';
import {gatherPair} from './test-peer.js';

/** Threads of the library close what is open. */
const GIVEN_BACK_MS_MAX = 8000;

// The library's threads outlive the last connection; without this the process may abort at its end.
afterAll(() => cleanup());

it.each([
  ['datachannel', 'datachannel'],
  ['rtp', 'datachannel'],
  ['datachannel', 'rtp'],
] as const)('packets of a caller in %s and a callee in %s arrive', async (ofCaller, ofCallee) => {
  const {caller, callee} = await gatherPair('caller', {caller: ofCaller, callee: ofCallee});
  callee.connect(caller);
  caller.connect(callee);
  await Promise.all([caller, callee].map((one) => one.hears('open')));
  const longest = packetBytes('datachannel').max;
  expect(caller.peer.send(Uint8Array.of(1, 2, 3))).toBe(true);
  expect(callee.peer.send(new Uint8Array(longest))).toBe(true);
  await Promise.all([caller.hears(`packet of ${longest}`), callee.hears('packet of 3')]);
  expect(callee.packets).toEqual([Uint8Array.of(1, 2, 3)]);
});

it('a packet before the channel is open, or after its end, is refused', async () => {
  const {caller, callee} = await gatherPair('callee', {caller: 'datachannel'});
  expect(caller.peer.send(Uint8Array.of(1))).toBe(false);
  callee.connect(caller);
  caller.connect(callee);
  await caller.hears('open');
  expect(caller.peer.send(Uint8Array.of(1))).toBe(true);
  caller.peer.close();
  expect(caller.peer.send(Uint8Array.of(1))).toBe(false);
});

it('packets that the library would have to keep are refused', async () => {
  const {caller, callee} = await gatherPair('caller', {caller: 'datachannel'});
  callee.connect(caller);
  caller.connect(callee);
  await caller.hears('open');
  const packet = new Uint8Array(packetBytes('datachannel').max);
  let taken = 0;
  // A loop is faster than SCTP: without a bound, all of this would wait in memory.
  while (taken < 100_000 && caller.peer.send(packet)) taken += 1;
  expect(taken).toBeLessThan(100_000);
});

it('the library gives back its tracks and channels', async () => {
  await expect.poll(retainedCount, {timeout: GIVEN_BACK_MS_MAX}).toBe(0);
});
