import {expect, test} from 'vitest';
import {PRIORITIES} from '../../../../../src/core/wire/frame-type.js';
import {
  PRIORITY_WORDS,
  parseTraffic,
  TRAFFIC_MODES,
  trafficFlow,
} from '../../../../../src/scenario/bench/failover/traffic.js';

const pace = {messageBytes: 200, everyMs: 10};
const about = {id: 3, pace, bulkBytes: 16_384, durationMs: 9000};

test('a mode alone is interactive; a priority goes behind it', () => {
  expect(parseTraffic('reliable-ordered', 50)).toMatchObject({priority: 'interactive'});
  expect(parseTraffic('reliable-ordered:critical', 50)).toEqual({
    name: 'reliable-ordered:critical',
    mode: {ordered: true, reliability: 'reliable'},
    priority: 'critical',
    isBulk: false,
  });
});

test('every mode and every priority can be asked for', () => {
  const modes = TRAFFIC_MODES.map((name) => parseTraffic(name, 50)?.mode);
  expect(modes).toMatchInlineSnapshot(`
    [
      {
        "ordered": true,
        "reliability": "reliable",
      },
      {
        "ordered": false,
        "reliability": "reliable",
      },
      {
        "ordered": true,
        "reliability": {
          "maxRetransmits": 0,
        },
      },
      {
        "ordered": false,
        "reliability": {
          "maxRetransmits": 0,
        },
      },
      {
        "ordered": true,
        "reliability": {
          "lifetimeMs": 150,
        },
      },
      {
        "ordered": false,
        "reliability": {
          "lifetimeMs": 150,
        },
      },
    ]
  `);
  expect(PRIORITY_WORDS).toEqual(PRIORITIES);
});

test.each(['', 'reliable', 'reliable-ordered:', 'reliable-ordered:bulk:now', 'bulk:critical'])(
  '"%s" is no traffic',
  (name) => expect(parseTraffic(name, 50)).toBeUndefined(),
);

test('messages come at their pace, bulk as fast as it can', () => {
  const [messages, bulk] = ['lifetime-unordered:state', 'bulk'].map((name) => {
    const traffic = parseTraffic(name, 50);
    return traffic && trafficFlow(traffic, about);
  });
  expect(messages).toMatchObject({messageBytes: 200, load: {messagesPerSecond: 100}});
  expect(bulk).toMatchObject({messageBytes: 16_384, load: {saturate: true}, priority: 'bulk'});
});
