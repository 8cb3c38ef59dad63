import fc from 'fast-check';
import {linkModels} from './arbitrary-link.js';
import {CONTENT_BYTES_MIN} from './message-content.js';
import type {Reliability} from './streams-api.js';
import type {Action, ActionKind, ReaderPace, TransportScenario} from './transport-scenario.js';

/** Bounds of what is generated. */
export interface ScenarioBounds {
  /** Of each side. */
  actionsMax: number;
  actionsUntilMs: number;
  messageBytesMax: number;
  datagramBytesMax: number;
}

/** A few seconds of a slow link at most, so that many runs fit in a test. */
export const BOUNDS_DEFAULT: ScenarioBounds = {
  actionsMax: 25,
  actionsUntilMs: 8000,
  messageBytesMax: 100_000,
  datagramBytesMax: 900,
};

const ETHERNET_MTU_BYTES = 1500;
const SMALL_BYTES_MAX = 200;
const PACKET_BYTES_MAX = 1400;
const MEDIUM_BYTES_MAX = 10_000;
const BURST_MAX = 40;

const nth = fc.nat(7);
const priority = fc.nat(4);
const code = fc.nat(1000);
const lifetimeMs = fc.constantFrom(5, 50, 200, 1000, 5000);

const reliability: fc.Arbitrary<Reliability> = fc.oneof(
  {weight: 3, arbitrary: fc.constant('reliable' as const)},
  {weight: 1, arbitrary: fc.record({maxRetransmits: fc.nat(3)})},
  {weight: 1, arbitrary: fc.record({lifetimeMs})},
);
const mode = {ordered: fc.boolean(), reliability};

const open = fc.record(
  {
    type: fc.constant('open' as const),
    priority,
    ...mode,
    label: fc.constantFrom('', 'state', 'é'.repeat(20)),
    copies: fc.nat(3),
    holdMs: fc.nat(2),
  },
  {requiredKeys: ['type', 'priority', 'ordered', 'reliability']},
);

/** Bursts of small messages, or few long ones. */
function send({messageBytesMax}: ScenarioBounds): fc.Arbitrary<ActionKind> {
  const type = fc.constant('send' as const);
  const sized = (bytesMax: number, countMax: number) =>
    fc.record({
      type,
      nth,
      bytes: fc.integer({min: CONTENT_BYTES_MIN, max: Math.min(bytesMax, messageBytesMax)}),
      count: fc.integer({min: 1, max: countMax}),
    });
  return fc.oneof(
    {weight: 4, arbitrary: sized(SMALL_BYTES_MAX, BURST_MAX)},
    {weight: 3, arbitrary: sized(PACKET_BYTES_MAX, BURST_MAX / 2)},
    {weight: 2, arbitrary: sized(MEDIUM_BYTES_MAX, 4)},
    {weight: 1, arbitrary: sized(messageBytesMax, 1)},
  );
}

function actionKind(bounds: ScenarioBounds): fc.Arbitrary<ActionKind> {
  const datagram = fc.record(
    {
      type: fc.constant('datagram' as const),
      bytes: fc.integer({min: CONTENT_BYTES_MIN, max: bounds.datagramBytesMax}),
      priority,
      lifetimeMs,
    },
    {requiredKeys: ['type', 'bytes', 'priority']},
  );
  return fc.oneof(
    {weight: 8, arbitrary: send(bounds)},
    {weight: 3, arbitrary: open},
    {weight: 2, arbitrary: datagram},
    {weight: 1, arbitrary: fc.record({type: fc.constant('mode' as const), nth, ...mode})},
    {weight: 1, arbitrary: fc.record({type: fc.constant('priority' as const), nth, priority})},
    {weight: 1, arbitrary: fc.record({type: fc.constant('finish' as const), nth})},
    {
      weight: 1,
      arbitrary: fc.record({type: fc.constantFrom('reset' as const, 'stop' as const), nth, code}),
    },
  );
}

/** In order of time; the first one opens a stream, so that there is something to act on. */
function actions(bounds: ScenarioBounds): fc.Arbitrary<Action[]> {
  const action = fc.record({atMs: fc.nat(bounds.actionsUntilMs), does: actionKind(bounds)});
  const later = fc.array(action, {maxLength: bounds.actionsMax - 1, size: 'max'});
  return fc
    .tuple(open, later)
    .map(([does, rest]) => [{atMs: 0, does}, ...rest.sort((a, b) => a.atMs - b.atMs)]);
}

const reader: fc.Arbitrary<ReaderPace> = fc.oneof(
  {weight: 3, arbitrary: fc.constant({everyMs: 0, messages: 0})},
  {
    weight: 1,
    arbitrary: fc.record({
      everyMs: fc.integer({min: 1, max: 200}),
      messages: fc.integer({min: 1, max: 20}),
    }),
  },
);

/** The same over two or three paths, most of which die or get worse at times. */
export function pathsScenario(bounds = BOUNDS_DEFAULT) {
  return fc.record({
    scenario: transportScenario(bounds),
    paths: fc.array(linkModels, {minLength: 2, maxLength: 3}),
  });
}

/** Everything that a transport has to survive, within bounds. */
export function transportScenario(bounds = BOUNDS_DEFAULT): fc.Arbitrary<TransportScenario> {
  return fc.record({
    seed: fc.nat(),
    links: linkModels,
    mtuBytes: fc.constant(ETHERNET_MTU_BYTES),
    actions: fc.record({one: actions(bounds), two: actions(bounds)}),
    readers: fc.record({one: reader, two: reader}),
  });
}
