import {describe, expect, it} from 'vitest';
import {Cubic} from '../../../../src/core/congestion/cubic.js';
import {SENT_MAX} from '../../../../src/core/recovery/sent-packets.js';
import {ack} from './raw-packet.js';
import {ScriptedPeer, type ScriptedPeerOptions} from './scripted-peer.js';

/** Nothing is heard on `silent` any more, and messages leave at 100, 150 and 200 ms. */
function withTraffic(peer: ScriptedPeer, ...silent: number[]): ScriptedPeer {
  peer.run(99);
  for (const path of silent) peer.silent.add(path);
  for (const atMs of [100, 150, 200]) peer.send(atMs);
  return peer;
}

it('a message outlives more acknowledgements than there are packets kept', () => {
  const peer = new ScriptedPeer({paths: 1});
  peer.silent.add(0);
  peer.send(100);
  for (let heard = 0; heard < 10 * SENT_MAX; heard++) peer.hear(0, (writer) => writer.ping());
  expect(peer.since(0).filter((text) => text === '100 path 0: ack').length).toBeGreaterThan(
    SENT_MAX,
  );
  peer.silent.delete(0);
  peer.run(1000);
  expect(peer.since(100)).toContainEqual(expect.stringMatching(/path 0: (ack, )?message 0$/));
  expect(peer.transport.streams.bufferedBytes(peer.stream)).toBe(0);
});

describe('a path that dies under traffic', () => {
  it('is in doubt a PTO after the oldest packet, then asked a PTO apart, and left', () => {
    const peer = withTraffic(new ScriptedPeer(), 0);
    peer.run(500);
    expect(peer.since(200)).toEqual([
      '225 path 0: pathPing',
      '225 path 1: message 0, message 1, message 2',
      '225 path 1: pathPing',
      '350 path 0: pathPing',
      '350 path 1: ping',
      '350 path 1: pathPing',
      '475 path 0: pathPing',
      '475 path 1: ping',
      '475 path 1: pathPing',
      '475 moved 0 to 1: silent',
    ]);
  });

  it('has new packets take the standby while it is in doubt', () => {
    const peer = withTraffic(new ScriptedPeer(), 0);
    peer.send(300);
    expect(peer.since(299)).toEqual(['300 path 1: message 3']);
  });

  it('carries on when it answers in time, and nothing has moved', () => {
    const peer = withTraffic(new ScriptedPeer(), 0);
    peer.silent.delete(0);
    peer.send(270);
    peer.run(700);
    expect(peer.since(226)).toEqual(['265 path 0: ping', '270 path 0: message 3']);
  });

  it('that answers is asked once for what was lost last, and not for ever', () => {
    const peer = withTraffic(new ScriptedPeer(), 0);
    peer.silent.delete(0);
    peer.run(1000);
    expect(peer.since(226)).toEqual(['265 path 0: ping']);
    expect(peer.transport.stats.packetsLost).toBe(3);
  });

  it('is not taken for well because another way tells what arrived', () => {
    const peer = withTraffic(new ScriptedPeer(), 0);
    peer.run(240);
    const {path} = peer.transport;
    peer.hear(1, ack(2, 4));
    expect([path.inFlight, path.isDoubtful]).toEqual([0, true]);
    peer.send(250);
    expect(peer.since(240)).toEqual(['250 path 1: message 3']);
  });

  it('costs its controller nothing: what was in flight is no loss', () => {
    const peer = new ScriptedPeer({controller: () => new Cubic({initialRttMs: 40})});
    const {path} = peer.transport;
    const {window} = path.controller;
    withTraffic(peer, 0).run(475);
    expect(peer.transport.path.id).toBe(1);
    expect(path).toMatchObject({inFlight: 0, packetsInFlight: 0, lossRatio: 0});
    expect(path.controller.window).toBe(window);
    expect(peer.transport.stats.packetsLost).toBe(0);
  });
});

it('an idle path has half a second for each answer', () => {
  const peer = new ScriptedPeer();
  peer.run(100);
  peer.silent.add(0);
  peer.run(2600);
  const asked = peer.since(100).filter((text) => !text.includes('path 1'));
  expect(asked).toEqual([
    '1040 path 0: pathPing',
    '1540 path 0: pathPing',
    '2040 path 0: pathPing',
    '2540 path 0: pathPing',
    '2540 moved 0 to 1: silent',
  ]);
});

describe('a sign of life', () => {
  it('is asked of each path that was quiet for a second', () => {
    const peer = new ScriptedPeer();
    peer.run(3000);
    expect(peer.since(-1)).toEqual([
      '0 path 0: pathPing',
      '0 path 1: pathPing',
      '1040 path 0: pathPing',
      '1040 path 1: pathPing',
      '2080 path 0: pathPing',
      '2080 path 1: pathPing',
    ]);
  });

  it('is not asked where packets are answered', () => {
    const peer = new ScriptedPeer();
    for (let atMs = 100; atMs < 3000; atMs += 200) peer.send(atMs);
    const pings = peer.since(0).filter((text) => text.includes('pathPing'));
    expect(pings).toEqual(['1040 path 1: pathPing', '2080 path 1: pathPing']);
  });

  it('is asked of the only path too, unless packets in flight do that', () => {
    const peer = new ScriptedPeer({paths: 1});
    peer.run(3000);
    const pings = ['0', '1040', '2080'].map((atMs) => `${atMs} path 0: pathPing`);
    expect(peer.since(-1)).toEqual(pings);
  });

  it('is given on the path that was asked, whichever is in use', () => {
    const peer = new ScriptedPeer();
    peer.run(100);
    peer.hear(1, (writer) => writer.pathPing(7));
    peer.hear(0, (writer) => writer.pathPing(8));
    expect(peer.since(99)).toEqual(['100 path 1: pathPong', '100 path 0: pathPong']);
  });
});

describe('when every path is silent', () => {
  it('tells so, asks all, and takes the first that answers', () => {
    const peer = withTraffic(new ScriptedPeer(), 0, 1);
    peer.run(1700);
    peer.silent.delete(1);
    peer.run(2139);
    const asked = (path: number) =>
      peer.since(475).filter((text) => text.endsWith(`path ${path}: pathPing`));
    expect(peer.since(474).filter((text) => !text.includes('path'))).toEqual(['475 silent']);
    expect(asked(0).map((text) => Number.parseInt(text, 10))).toEqual([
      ...[725, 975, 1225, 1475, 1725, 1975],
    ]);
    expect(asked(1).map((text) => Number.parseInt(text, 10))).toEqual([600, 1100, 1600, 2100]);
    peer.run(2400);
    expect(peer.since(2139)).toEqual([
      '2140 path 1: message 0, message 1, message 2',
      '2140 moved 0 to 1: silent',
      '2140 resumed',
    ]);
  });

  it('asks the only path as RFC 9002 section 6.2 has it, and tells when it answers', () => {
    const peer = withTraffic(new ScriptedPeer({paths: 1}), 0);
    peer.run(1000);
    peer.silent.delete(0);
    peer.run(1500);
    expect(peer.since(200)).toEqual([
      '325 path 0: message 0',
      '575 path 0: message 1',
      '825 path 0: message 2',
      '825 silent',
      '1075 path 0: message 0',
      '1115 path 0: message 1, message 2',
      '1115 resumed',
    ]);
  });
});

describe('a path that is taken away', () => {
  it('has what is in flight on it sent again at once on another', () => {
    const peer = withTraffic(new ScriptedPeer(), 0);
    peer.act((transport) => transport.removePath(200, 0));
    expect(peer.since(200)).toEqual([]);
    expect(peer.since(199)).toEqual([
      '200 path 0: message 2',
      '200 path 1: message 0, message 1, message 2',
      '200 moved 0 to 1: silent',
    ]);
    expect(peer.transport.stats.packetsLost).toBe(0);
  });

  it('may still be told of: what arrived on it is not sent once more', () => {
    const peer = withTraffic(new ScriptedPeer(), 0, 1);
    peer.act((transport) => transport.removePath(200, 0));
    peer.hear(1, ack(2, 4));
    peer.run(2000);
    expect(peer.since(200).filter((text) => text.includes('message'))).toEqual([]);
    expect(peer.transport.stats.packetsSpurious).toBe(3);
  });

  it('stays when it is the last', () => {
    const peer = withTraffic(new ScriptedPeer({paths: 1}), 0);
    peer.act((transport) => transport.removePath(200, 0));
    expect(peer.since(200)).toEqual([]);
    expect(peer.transport.path.id).toBe(0);
  });
});

describe('a path that has lost a packet', () => {
  /** One of forty messages, 10 ms apart, is lost; it is known to be by 600 ms. */
  function losing(options?: ScriptedPeerOptions): ScriptedPeer {
    const peer = new ScriptedPeer(options);
    for (let atMs = 110; atMs <= 500; atMs += 10) {
      if (atMs === 450) peer.silent.add(0);
      else peer.silent.delete(0);
      peer.send(atMs);
    }
    peer.run(600);
    expect(peer.transport.stats.packetsLost).toBe(1);
    return peer;
  }

  const copied = ['610 path 0: message 40', '610 path 1: message 40'];

  it('has small messages go over the standby too', () => {
    const peer = losing();
    peer.send(610);
    expect(peer.since(609)).toEqual(copied);
  });

  it('sends each of them twice, and no more', () => {
    const peer = losing();
    peer.send(610);
    peer.run(900);
    expect(peer.since(609).filter((line) => line.includes('message'))).toEqual(copied);
  });

  it.each([
    ['longer messages', (peer: ScriptedPeer) => peer.send(610, 513)],
    [
      'what nobody waits for',
      (peer: ScriptedPeer) => {
        peer.transport.streams.setPriority(peer.stream, 'state');
        peer.send(610);
      },
    ],
    [
      'streams without copies',
      (peer: ScriptedPeer) => {
        peer.transport.streams.setMode(peer.stream, {copies: 0});
        peer.send(610);
      },
    ],
  ])('spares %s', (_what, send) => {
    const peer = losing();
    send(peer);
    expect(peer.since(609)).toEqual(['610 path 0: message 40']);
  });

  it('keeps to itself when there is no other', () => {
    const peer = losing({paths: 1});
    peer.send(610);
    expect(peer.since(609)).toEqual(['610 path 0: message 40']);
  });

  it('is used alone again when it has carried enough', () => {
    const peer = losing();
    for (let atMs = 610; atMs <= 1500; atMs += 10) peer.send(atMs);
    expect(peer.since(1499)).toEqual(['1500 path 0: message 129']);
  });
});
