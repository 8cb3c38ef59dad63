import {fileURLToPath} from 'node:url';
import {expect, it} from 'vitest';
import {parseLinkFile, readLinkFile} from '../../../../src/lab/links/link-file.js';
import {linkPreset} from '../../../../src/lab/links/presets.js';
import {refusalOf} from '../../../support/refusal.js';

const fixture = (name: string) =>
  fileURLToPath(new URL(`../../../../fixtures/links/${name}`, import.meta.url));
const parse = (text: string) =>
  parseLinkFile(text, 'l.yaml', (name) => ({name, opportunitiesMs: [1]}));

const refusal = (text: string) => refusalOf(() => parse(text));

it('reads every key', () => {
  expect(readLinkFile(fixture('every-key.yaml'))).toMatchInlineSnapshot(`
    {
      "down": {
        "blackouts": [
          {
            "atMs": 10000,
            "forMs": 2000,
          },
        ],
        "corrupt": 0.001,
        "delayMs": 50,
        "duplicate": 0.005,
        "faults": [
          {
            "action": "delay",
            "class": "any",
            "delayMs": 30,
            "every": 100,
          },
        ],
        "flap": {
          "downMs": 500,
          "everyMs": 30000,
          "fromMs": 5000,
        },
        "jitterCorrelation": 0.25,
        "jitterDistribution": "normal",
        "jitterMs": 5,
        "loss": 0.01,
        "lossBursts": {
          "enter": 0.01,
          "leave": 0.2,
          "lossInside": 0.8,
          "lossOutside": 0.001,
        },
        "lossPackets": [
          1,
          5,
          10,
          11,
          12,
        ],
        "queueMsMax": 200,
        "reorder": true,
        "timeline": [
          {
            "atMs": 20000,
            "change": {
              "loss": 0.05,
              "lossBursts": null,
              "lossPackets": null,
              "rateBps": 2000000,
              "trace": null,
            },
          },
          {
            "atMs": 25000,
            "change": {
              "delayMs": 80,
              "flap": null,
              "loss": null,
              "lossBursts": null,
              "lossPackets": null,
              "rateBps": null,
              "trace": null,
            },
          },
        ],
        "trace": {
          "name": "short.trace",
          "opportunitiesMs": [
            1,
            2,
            5,
          ],
        },
      },
      "up": {
        "blackouts": [
          {
            "atMs": 10000,
            "forMs": 2000,
          },
        ],
        "codel": {
          "intervalMs": 100,
          "targetMs": 5,
        },
        "corrupt": 0.001,
        "delayMs": 50,
        "duplicate": 0.005,
        "faults": [
          {
            "action": "drop",
            "class": "stun-check",
            "nth": 2,
          },
          {
            "action": "delay",
            "class": "any",
            "delayMs": 30,
            "every": 100,
          },
        ],
        "flap": {
          "downMs": 500,
          "everyMs": 30000,
          "fromMs": 5000,
        },
        "jitterCorrelation": 0.25,
        "jitterDistribution": "normal",
        "jitterMs": 5,
        "loss": 0.01,
        "lossBursts": {
          "enter": 0.01,
          "leave": 0.2,
          "lossInside": 0.8,
          "lossOutside": 0.001,
        },
        "lossPackets": [
          1,
          5,
          10,
          11,
          12,
        ],
        "queueMsMax": 100,
        "rateBps": 5000000,
        "reorder": true,
        "timeline": [
          {
            "atMs": 20000,
            "change": {
              "loss": 0.05,
              "lossBursts": null,
              "lossPackets": null,
              "rateBps": 2000000,
              "trace": null,
            },
          },
          {
            "atMs": 25000,
            "change": {
              "delayMs": 80,
              "flap": null,
              "loss": null,
              "lossBursts": null,
              "lossPackets": null,
              "rateBps": null,
              "trace": null,
            },
          },
        ],
      },
    }
  `);
});

it('reads JSON', () => {
  expect(parse('{"delay": "20ms", "up": {"loss": "1%"}}')).toEqual({
    up: {delayMs: 20, loss: 0.01},
    down: {delayMs: 20},
  });
});

it('reads nothing as a clear link', () => {
  expect(parse('')).toEqual({up: {}, down: {}});
});

it('expands a preset and lets keys go before it, whole', () => {
  const {up, down} = linkPreset('wifi-bad');
  expect(parse('preset: wifi-bad')).toEqual({up, down});
  const {lossBursts: _bursts, ...rest} = up;
  expect(parse('preset: wifi-bad\nup: {loss: 2%}')).toEqual({up: {...rest, loss: 0.02}, down});
});

it('lets a direction choose between rate and trace', () => {
  expect(parse('rate: 20mbit\nup: {trace: a.trace}')).toEqual({
    up: {trace: {name: 'a.trace', opportunitiesMs: [1]}},
    down: {rateBps: 20e6},
  });
});

it.each([
  ['delay: 50', 'l.yaml:1: delay: "50" has no unit'],
  ['loss: 1%\ndealy: 50ms', 'l.yaml:2: unknown key "dealy", did you mean "delay"?'],
  ['up:\n  jiter: 5ms', 'l.yaml:2: up: unknown key "jiter", did you mean "jitter"?'],
  ['jitter: 5', 'l.yaml:1: jitter: "5" has no unit'],
  [
    'jitter:\n  spread: 5ms\n  distribution: paretto',
    'l.yaml:3: jitter.distribution: unknown value "paretto", did you mean "pareto"?',
  ],
  ['jitter: {distribution: normal}', 'l.yaml:1: jitter.spread: is missing'],
  ['jitter: {spread: 1ms, correlation: 100%}', 'l.yaml:1: jitter.correlation: must be below 100%'],
  ['loss: 101%', 'l.yaml:1: loss: "101%" is more than 100%'],
  ['loss:\n  bursts:\n    enter: 1%', 'l.yaml:2: loss.bursts.leave: is missing'],
  [
    'loss: {packets: [1, 0]}',
    'l.yaml:1: loss.packets: "0" is neither a packet number from 1 nor a range like 10-20',
  ],
  ['rate: 0mbit', 'l.yaml:1: rate: a rate must be above zero, got "0mbit"'],
  ['rate: 1mbit\ntrace: x', 'l.yaml:1: has both rate and trace'],
  ['preset: 4gg', 'l.yaml:1: preset: there is no link preset called "4gg"'],
  ['flap: {every: 1s, down: 2s}', 'l.yaml:1: flap: is down for longer than a round takes'],
  [
    'timeline:\n  - at: 1s\n    loss: 1%\n  - at: 2s\n    clear: [los]',
    'l.yaml:5: timeline.1.clear.0: unknown value "los", did you mean "loss"?',
  ],
  [
    'faults:\n  - class: stun-chek\n    action: drop',
    'l.yaml:2: faults.0.class: unknown value "stun-chek", did you mean "stun-check"?',
  ],
  [
    'faults: [{class: rtp, action: delay}]',
    'l.yaml:1: faults.0: needs "delay: 50ms" with action delay, and only there',
  ],
  [
    'faults: [{class: rtp, action: drop, nth: 0}]',
    'l.yaml:1: faults.0.nth: is not a whole number above zero',
  ],
  ['delay: 1ms\ndelay: 2ms', 'l.yaml:2: the key delay is there twice'],
  ['- delay', 'l.yaml:1: is not a list of keys'],
])('says what is wrong with %j', (text, message) => {
  expect(refusal(text)).toBe(message);
});

it('says all that is wrong, and what to try', () => {
  expect(refusal('delay: 5\nlos: 1%').split('\n')).toHaveLength(2);
  expect(() => parse('delay: 5')).toThrow(
    expect.objectContaining({
      code: 'LINK_FILE_INVALID',
      exitCode: 2,
      hint: 'Write it with one of us, ms, s, m, h, for example 50ms or 10s.',
    }),
  );
});

it('names a file that is not there', () => {
  expect(() => readLinkFile(fixture('nowhere.yaml'))).toThrow(
    expect.objectContaining({code: 'LINK_FILE_MISSING'}),
  );
});
