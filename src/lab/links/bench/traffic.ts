import {once} from 'node:events';
import {fileURLToPath} from 'node:url';
import {ExecaError, execa} from 'execa';
import {ClawError, ExitCode} from '../../../errors.js';
import {inNamespace} from '../../step.js';
import {QUEUE_MS_MAX_DEFAULT} from '../model.js';
import {type BenchNamespaces, CORE_END, SITE_END} from './cables.js';
import type {Phase} from './phases.js';
import type {ReceiveReport, ReceiveTask, SendReport, SendTask} from './protocol.js';

const PROGRAMS = {
  sender: new URL('./sender.js', import.meta.url),
  receiver: new URL('./receiver.js', import.meta.url),
};

/** How much longer than the model says a packet is waited for. */
const DRAIN_MARGIN_MS = 200;

/** Sends the packets of a phase over the link that is up, and returns what both ends saw. */
export async function runTraffic(
  {site, core}: BenchNamespaces,
  {model, packetsPerSecond, packets}: Phase,
  signal: AbortSignal,
): Promise<{sender: SendReport; receiver: ReceiveReport}> {
  const delayMs = model.delayMs ?? 0;
  const queueMs = model.rateBps === undefined ? 0 : (model.queueMsMax ?? QUEUE_MS_MAX_DEFAULT);
  const drainMs = delayMs + queueMs + DRAIN_MARGIN_MS;
  const receiveTask: ReceiveTask = {interfaceName: CORE_END, packets, delayMs, drainMs};
  const receiving = start(core, 'receiver', receiveTask, signal);
  try {
    await Promise.race([once(receiving.stdout, 'data'), receiving]);
    const sendTask: SendTask = {interfaceName: SITE_END, packetsPerSecond, packets};
    const sender = JSON.parse((await start(site, 'sender', sendTask, signal)).stdout);
    receiving.stdin.end();
    const receiver = JSON.parse((await receiving).stdout.replace('ready\n', ''));
    return {sender, receiver};
  } catch (error) {
    receiving.kill();
    await receiving.catch(() => undefined);
    throw error instanceof ExecaError && !signal.aborted ? failed(error) : error;
  }
}

function start(
  namespace: string,
  name: keyof typeof PROGRAMS,
  task: SendTask | ReceiveTask,
  signal: AbortSignal,
) {
  const argv = [process.execPath, programPath(name), JSON.stringify(task)];
  const [program = '', ...args] = inNamespace(namespace, argv);
  // Neither has an event loop to hear a gentler signal with.
  return execa(program, args, {stdin: 'pipe', cancelSignal: signal, killSignal: 'SIGKILL'});
}

/** The compiled program, also when this module itself runs from source: node cannot run TypeScript. */
function programPath(name: keyof typeof PROGRAMS): string {
  return fileURLToPath(PROGRAMS[name]).replace('/src/lab/links/', '/dist/lab/links/');
}

function failed(error: ExecaError): ClawError {
  const said = String(error.stderr || error.originalMessage || error.shortMessage).trim();
  return new ClawError(`the traffic of the bench could not run: ${said}`, {
    code: 'LINK_BENCH_FAILED',
    exitCode: ExitCode.unsupported,
    hint: 'It needs 64-bit Linux and CAP_NET_RAW; "claw doctor" says what this machine can do.',
    cause: error,
  });
}
