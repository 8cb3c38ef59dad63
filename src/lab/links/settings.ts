import type {Fault} from './faults/fault.js';
import type {Codel, LinkModel, LinkModelChange, LinkModels, TimelineEntry, Trace} from './model.js';
import type {DirectionSettings, ImpairmentName, LinkSettings, TimelineSettings} from './schema.js';
import {changeModel} from './timeline.js';

/** Reads the trace that a file names. May throw `TRACE_INVALID`. */
export type ReadTrace = (name: string) => Trace;

type Impairments = Pick<DirectionSettings, ImpairmentName>;

/**
 * The models that a link's settings ask for. A key sets all that it stands for: `loss: 1%` for one
 * direction also ends the bursts that both had.
 */
export function linkModelsOf(settings: LinkSettings, readTrace: ReadTrace): LinkModels {
  const model = (direction: 'up' | 'down'): LinkModel => {
    const base = settings.preset?.[direction] ?? {};
    const shared = withTimeline(base, settings, readTrace);
    const own = withTimeline(shared, settings[direction] ?? {}, readTrace);
    const faults = faultsOf(settings, direction);
    return faults.length > 0 ? {...own, faults} : own;
  };
  return {up: model('up'), down: model('down')};
}

function withTimeline(
  model: LinkModel,
  settings: Impairments & {timeline?: TimelineSettings[] | undefined},
  readTrace: ReadTrace,
): LinkModel {
  const changed = changeModel(model, changeOf(settings, readTrace));
  if (settings.timeline === undefined) return changed;
  return {...changed, timeline: settings.timeline.map((entry) => entryOf(entry, readTrace))};
}

function entryOf(
  {at, clear = [], ...settings}: TimelineSettings,
  readTrace: ReadTrace,
): TimelineEntry {
  const cleared = clear.flatMap((name) => FIELDS[name as ImpairmentName]);
  const nothing = Object.fromEntries(cleared.map((field) => [field, null]));
  return {atMs: at, change: {...nothing, ...changeOf(settings, readTrace)}};
}

/** Which fields of a model a key stands for. */
const FIELDS: Record<ImpairmentName, readonly (keyof LinkModelChange)[]> = {
  delay: ['delayMs'],
  jitter: ['jitterMs', 'jitterDistribution', 'jitterCorrelation', 'reorder'],
  loss: ['loss', 'lossBursts', 'lossPackets'],
  duplicate: ['duplicate'],
  corrupt: ['corrupt'],
  rate: ['rateBps', 'trace'],
  trace: ['rateBps', 'trace'],
  queue: ['queueMsMax', 'codel'],
  blackouts: ['blackouts'],
  flap: ['flap'],
};

function changeOf(settings: Impairments, readTrace: ReadTrace): LinkModelChange {
  const values = valuesOf(settings, readTrace);
  const given = Object.entries(FIELDS).filter(
    ([name]) => settings[name as ImpairmentName] !== undefined,
  );
  const fields = given.flatMap(([, names]) => names);
  return Object.fromEntries(fields.map((field) => [field, values[field] ?? null]));
}

type Values = {[Field in keyof LinkModelChange]: LinkModelChange[Field] | undefined};

function valuesOf(settings: Impairments, readTrace: ReadTrace): Values {
  const {jitter, loss, queue, trace, blackouts, flap} = settings;
  return {
    delayMs: settings.delay,
    jitterMs: jitter?.spread,
    jitterDistribution: jitter?.distribution,
    jitterCorrelation: jitter?.correlation,
    reorder: jitter?.reorder,
    loss: loss?.random,
    lossBursts: loss?.bursts,
    lossPackets: loss?.packets,
    duplicate: settings.duplicate,
    corrupt: settings.corrupt,
    rateBps: settings.rate,
    trace: trace === undefined ? null : readTrace(trace),
    queueMsMax: queue?.length,
    codel: codelOf(queue),
    blackouts: blackouts?.map(({at, for: forMs}) => ({atMs: at, forMs})),
    flap: flap && {everyMs: flap.every, downMs: flap.down, fromMs: flap.from},
  };
}

function codelOf(queue: Impairments['queue']): Codel | undefined {
  if (queue?.discipline !== 'codel') return undefined;
  return {targetMs: queue.target, intervalMs: queue.interval};
}

function faultsOf({faults = []}: LinkSettings, direction: 'up' | 'down'): Fault[] {
  return faults
    .filter((fault) => fault.direction === direction || fault.direction === 'both')
    .map(({direction: _direction, delay, nth, every, ...fault}) => ({
      ...fault,
      ...(nth === undefined ? {} : {nth}),
      ...(every === undefined ? {} : {every}),
      ...(delay === undefined ? {} : {delayMs: delay}),
    }));
}
