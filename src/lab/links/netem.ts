import {execa} from 'execa';
import {ClawError, ExitCode} from '../../errors.js';
import {
  FRAMES_IN_FLIGHT_MAX,
  FULL_FRAME_BYTES,
  type LinkModel,
  QUEUE_MS_MAX_DEFAULT,
} from './model.js';

/** A packet in service and one waiting: below that, a bottleneck drops every second packet. */
const LIMIT_MIN = 2;

/** What a model can ask for and the kernel cannot do, or not together, by the name users know. */
const REFUSED: readonly [feature: string, asks: (model: LinkModel) => unknown][] = [
  ['loss of listed packets', ({lossPackets}) => lossPackets?.length],
  ['independent loss together with bursts', ({loss, lossBursts}) => loss && lossBursts],
  ['reordering together with a rate', ({reorder, rateBps}) => reorder && rateBps !== undefined],
  ['a trace-driven rate', ({trace}) => trace],
  ['the queue discipline codel', ({codel}) => codel],
  ['blackouts', ({blackouts}) => blackouts?.length],
  ['flapping', ({flap}) => flap],
  ['a timeline', ({timeline}) => timeline?.length],
  ['faults by packet class', ({faults}) => faults?.length],
];

/**
 * The words after `netem` in a `tc qdisc` command that ask the kernel for this model (tc-netem(8)).
 *
 * netem counts its queue in packets and keeps those that are only being delayed in it too. So
 * `limit` is what fits into delay, jitter and queue at the rate in full-sized frames; smaller
 * packets meet the bound earlier than `queueMsMax` says.
 *
 * Throws `LINKS_UNSUPPORTED` for what netem does not have.
 */
export function netemArgs(model: LinkModel): string[] {
  const refused = REFUSED.filter(([, asks]) => asks(model)).map(([feature]) => feature);
  if (refused.length > 0) throw unsupportedError(refused);
  return [
    ...delayWords(model),
    ...lossWords(model),
    ...(model.duplicate ? ['duplicate', percent(model.duplicate)] : []),
    // A change keeps what it does not name, so what is off is said as well.
    'corrupt',
    percent(model.corrupt ?? 0),
    ...rateWords(model),
    'limit',
    String(limitPackets(model)),
  ];
}

function unsupportedError(features: readonly string[]): ClawError {
  return new ClawError(`The kernel's netem has no way to do this: ${features.join(', ')}.`, {
    code: 'LINKS_UNSUPPORTED',
    hint: 'Use --links userspace, which does all of it.',
  });
}

/** The kernel cannot impair links itself. */
export function netemMissingError(cause?: unknown): ClawError {
  return new ClawError('This kernel has no netem: `tc qdisc add … netem` is refused.', {
    code: 'NETEM_MISSING',
    hint:
      'Use --links userspace, or install the module sch_netem: it is in linux-image-amd64 or ' +
      'linux-image-cloud-amd64 on Debian, linux-modules-extra on Ubuntu, ' +
      'kernel-modules-extra on Fedora and RHEL.',
    exitCode: ExitCode.unsupported,
    cause,
  });
}

/**
 * Whether netem works here, found by trying it on the loopback device of a network namespace that
 * ends with the attempt. Needs root, or user namespaces; without either the answer is false.
 */
export async function probeNetem(): Promise<boolean> {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const attempt = ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'];
  const {failed} = await execa('unshare', [...asRoot, '--net', ...attempt], {reject: false});
  return !failed;
}

function delayWords(model: LinkModel): string[] {
  const {delayMs = 0, jitterMs = 0, jitterDistribution = 'uniform', jitterCorrelation} = model;
  if (jitterMs === 0) return delayMs > 0 ? ['delay', ms(delayMs)] : [];
  return [
    'delay',
    ms(delayMs),
    ms(jitterMs),
    ...(jitterCorrelation ? [percent(jitterCorrelation)] : []),
    // Uniform is what netem does without a table.
    ...(jitterDistribution === 'uniform' ? [] : ['distribution', jitterDistribution]),
  ];
}

function lossWords({loss, lossBursts}: LinkModel): string[] {
  if (lossBursts === undefined) return loss ? ['loss', percent(loss)] : [];
  const {enter, leave, lossInside, lossOutside} = lossBursts;
  return ['loss', 'gemodel', ...[enter, leave, lossInside, lossOutside].map(percent)];
}

/**
 * netem sorts packets by the time it drew for each, which reorders under jitter, unless it has a
 * rate: then each packet is timed from the one ahead of it. A rate far above any link keeps the
 * order and costs 0.1 µs a packet.
 */
function rateWords({rateBps, jitterMs = 0, reorder}: LinkModel): string[] {
  if (rateBps !== undefined) return ['rate', `${Math.round(rateBps)}bit`];
  return ['rate', jitterMs > 0 && !reorder ? '100gbit' : '0bit'];
}

function limitPackets(model: LinkModel): number {
  if (model.rateBps === undefined) return FRAMES_IN_FLIGHT_MAX;
  const queueMs = model.queueMsMax ?? QUEUE_MS_MAX_DEFAULT;
  const heldMs = (model.delayMs ?? 0) + (model.jitterMs ?? 0) + queueMs;
  return Math.max(LIMIT_MIN, Math.ceil(((heldMs / 1000) * model.rateBps) / 8 / FULL_FRAME_BYTES));
}

const ms = (value: number) => `${tidy(value)}ms`;
const percent = (probability: number) => `${tidy(probability * 100)}%`;

/** tc reads plain decimals; binary fractions would add digits (0.07 * 100). */
function tidy(value: number): string {
  return String(Number(value.toPrecision(12)));
}
