import {expect, onTestFinished, test} from 'vitest';
import {DatachannelPipe} from '../../../../src/agent/bench/datachannel-pipe.js';
import {FlowReceiver} from '../../../../src/agent/bench/flow-receiver.js';
import type {FlowSpec} from '../../../../src/agent/bench/protocol.js';

function flow(id: number): FlowSpec {
  const load = {saturate: true} as const;
  return {id, mode: {}, priority: 'bulk', messageBytes: 100, durationMs: 1000, load};
}

/** Two ends in this process. */
async function open() {
  const ends = ['from', 'to'].map((pipe) => {
    const about = {address: '127.0.0.1', seedUrl: ''};
    const end = new DatachannelPipe({pipe, kind: 'datachannel', ...about});
    onTestFinished(() => end.close());
    return end;
  });
  const [from, to] = ends as [DatachannelPipe, DatachannelPipe];
  await to.complete(await from.join(await to.invite()));
  await from.opened();
  return {from, to};
}

test.each([
  ['forward', false],
  ['back', true],
])('%s, a flow begins when the other end listens to it', async (_, isBack) => {
  const {from, to} = await open();
  const [sender, receiver] = isBack ? [to, from] : [from, to];
  const name = (id: number) => () => id;
  receiver.expect(flow(2), new FlowReceiver({pipe: 'to', flow: flow(2)}));
  // The first channel opens before the second, and nobody listens to it.
  const opened = [1, 2].map((id) => sender.openFlow(flow(id)).then(name(id)));
  expect(await Promise.race(opened)).toBe(2);
});
