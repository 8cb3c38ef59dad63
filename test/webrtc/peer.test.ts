import {cleanup} from 'node-datachannel';
import {afterAll, describe, expect, it} from 'vitest';
import {retainedCount} from '../../src/agent/webrtc/retain.js';
import {gatherPair, withOtherFingerprint} from './test-peer.js';

/** Threads of the library close what is open; the last look for what has not told of it is after 10 s. */
const GIVEN_BACK_MS_MAX = 12_000;

// The library's threads outlive the last connection; without this the process may abort at its end.
afterAll(() => cleanup());

const FAILED = 'closed: the DTLS handshake failed';
const LEFT = 'closed: peer connection';

describe.each(['caller', 'callee'] as const)('with the %s as DTLS client', (dtlsClient) => {
  it('packets and messages go both ways', async () => {
    const {caller, callee} = await gatherPair(dtlsClient);
    callee.connect(caller);
    caller.connect(callee);
    await Promise.all([caller, callee].map((one) => one.hears('open')));
    expect(caller.peer.send(Uint8Array.of(1, 2, 3))).toBe(true);
    expect(callee.peer.send(new Uint8Array(1188))).toBe(true);
    await Promise.all([caller, callee].map((one) => one.hears('packet')));
    expect(callee.packets).toEqual([Uint8Array.of(1, 2, 3)]);
    expect(caller.packets).toEqual([new Uint8Array(1188)]);
    await Promise.all([caller, callee].map((one) => one.hears('channel open')));
    caller.peer.sendOnChannel('hello');
    callee.peer.sendOnChannel('world');
    await Promise.all([callee.hears('message hello'), caller.hears('message world')]);
  });

  it('packets of a fresh source arrive', async () => {
    const {caller, callee} = await gatherPair(dtlsClient);
    callee.connect(caller);
    caller.connect(callee);
    await Promise.all([caller, callee].map((one) => one.hears('open')));
    caller.peer.send(new Uint8Array(1));
    await callee.hears('packet of 1');
    caller.peer.renew();
    caller.peer.send(new Uint8Array(2));
    await callee.hears('packet of 2');
  });

  it('a callee that was never told who calls lets nobody in', async () => {
    const {caller, callee} = await gatherPair(dtlsClient);
    caller.connect(callee);
    expect(await callee.hears('closed')).toBe(FAILED);
    expect([...caller.told, ...callee.told]).not.toContain('open');
  });

  it.each(['caller', 'callee'] as const)(
    'a fingerprint of another certificate for the %s is refused',
    async (tampered) => {
      const {caller, callee} = await gatherPair(dtlsClient);
      callee.connect(caller, tampered === 'caller' ? withOtherFingerprint : undefined);
      caller.connect(callee, tampered === 'callee' ? withOtherFingerprint : undefined);
      const deceived = tampered === 'caller' ? callee : caller;
      expect(await deceived.hears('closed')).toBe(FAILED);
      expect(deceived.told).not.toContain('open');
      expect(deceived.packets).toEqual([]);
    },
  );

  it('a peer that closes is told to the other', async () => {
    const {caller, callee} = await gatherPair(dtlsClient);
    callee.connect(caller);
    caller.connect(callee);
    // Before, the library does not always tell: then the agents do, by the seed.
    await Promise.all([caller, callee].map((one) => one.hears('channel open')));
    caller.peer.close();
    expect(await callee.hears('closed')).toMatch(LEFT);
    expect(callee.peer.closed).toBe(true);
    expect(caller.told).not.toContain(LEFT);
    expect(caller.peer.send(Uint8Array.of(1))).toBe(false);
    expect(callee.peer.selectedPair()).toBeUndefined();
  });
});

describe('junk', () => {
  it.each([
    ['no description', 'junk'],
    ['nothing', ''],
    ['a description without credentials', 'v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n'],
  ])('instead of an answer closes the peer: %s', async (_what, sdp) => {
    const {caller} = await gatherPair('caller');
    caller.peer.connect({sdp, candidates: []});
    expect(await caller.hears('closed')).toMatch(/^closed: unusable description: /);
  });

  it('instead of an offer closes the peer', async () => {
    const {callee} = await gatherPair('callee');
    callee.peer.connect({sdp: 'junk', candidates: []});
    expect(await callee.hears('closed')).toMatch(/^closed: unusable description: /);
  });

  it('among the candidates keeps no other from working', async () => {
    const {caller, callee} = await gatherPair('caller');
    const junk = ['junk', '', 'candidate:', 'candidate:1 1 UDP x y z typ q'];
    callee.connect(caller);
    caller.peer.connect({
      sdp: callee.peer.description(),
      candidates: junk.map((line) => ({line, mid: 'nothing'})),
    });
    for (const candidate of callee.peer.candidates) caller.peer.addCandidate(candidate);
    await caller.hears('open');
  });

  it('after the end is ignored', async () => {
    const {caller} = await gatherPair('caller');
    caller.peer.close();
    caller.peer.connect({sdp: 'junk', candidates: []});
    caller.peer.addCandidate({line: 'junk', mid: ''});
    caller.peer.close();
    expect(caller.told).toEqual([]);
  });
});

it('the library gives back its tracks and channels', async () => {
  await expect.poll(retainedCount, {timeout: GIVEN_BACK_MS_MAX}).toBe(0);
}, 15_000);
