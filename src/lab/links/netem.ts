import {execa} from 'execa';
import {ClawError, ExitCode} from '../../errors.js';
import {FRAMES_IN_FLIGHT_MAX, type LinkModel, QUEUE_MS_MAX_DEFAULT} from './model.js';

/** Full-sized Ethernet frame without FCS: the size by which a queue in time becomes one in packets. */
const FRAME_BYTES = 1514;
/** A packet in service and one waiting: below that, a bottleneck drops every second packet. */
const LIMIT_MIN = 2;

/**
 * The words after `netem` in a `tc qdisc` command that ask the kernel for this model (tc-netem(8)).
 *
 * netem counts its queue in packets and keeps those that are only being delayed in it too. So
 * `limit` is what fits into delay, jitter and queue at the rate in full-sized frames; smaller
 * packets meet the bound earlier than `queueMsMax` says.
 */
export function netemArgs(model: LinkModel): string[] {
  return [
    ...delayWords(model),
    ...(model.loss ? ['loss', `${tidy(model.loss * 100)}%`] : []),
    ...rateWords(model),
    'limit',
    String(limitPackets(model)),
  ];
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

function delayWords({delayMs = 0, jitterMs = 0}: LinkModel): string[] {
  if (jitterMs > 0) return ['delay', `${tidy(delayMs)}ms`, `${tidy(jitterMs)}ms`];
  return delayMs > 0 ? ['delay', `${tidy(delayMs)}ms`] : [];
}

/**
 * netem sorts packets by the time it drew for each, which reorders under jitter, unless it has a
 * rate: then each packet is timed from the one ahead of it. A rate far above any link keeps the
 * order and costs 0.1 µs a packet.
 */
function rateWords({rateBps, jitterMs = 0}: LinkModel): string[] {
  if (rateBps !== undefined) return ['rate', `${Math.round(rateBps)}bit`];
  return jitterMs > 0 ? ['rate', '100gbit'] : [];
}

function limitPackets(model: LinkModel): number {
  if (model.rateBps === undefined) return FRAMES_IN_FLIGHT_MAX;
  const queueMs = model.queueMsMax ?? QUEUE_MS_MAX_DEFAULT;
  const heldMs = (model.delayMs ?? 0) + (model.jitterMs ?? 0) + queueMs;
  return Math.max(LIMIT_MIN, Math.ceil(((heldMs / 1000) * model.rateBps) / 8 / FRAME_BYTES));
}

/** tc reads plain decimals; binary fractions would add digits (0.07 * 100). */
function tidy(value: number): string {
  return String(Number(value.toPrecision(12)));
}
