import {setTimeout as delay} from 'node:timers/promises';
import type {
  ExpectRequest,
  FlowSpec,
  Invitation,
  PathReport,
  PipeKind,
  PipeRequest,
  ReceiveReport,
  SendReport,
} from '../../agent/bench/protocol.js';
import {ClawError, ExitCode} from '../../errors.js';
import type {WorkerProcess} from './worker-process.js';

/** A pipe that is not open by then is not going to be. */
const OPEN_MS_MAX = 30_000;
/** What a pipe is to know beside its ends. */
export type PipeDetails = Pick<PipeRequest, 'ice' | 'objective' | 'agents'>;

/** A flow's own channel may need as long to open. */
const FLOW_OPEN_MS_MAX = 10_000;

/** A flow to run, and what is asked of its receiver. */
export interface FlowPlan extends Pick<ExpectRequest, 'lateAfterMs' | 'keepArrivals'> {
  flow: FlowSpec;
  /** How long after the last message was sent the receiver waits for what is missing. */
  settleMs: number;
  /** How long after the others it starts. */
  startAfterMs?: number;
  /** From the second worker to the first. */
  isBack?: boolean;
}

export interface FlowResult {
  sent: SendReport;
  received: ReceiveReport;
}

/** A pipe between two workers, open. Flows go from the first to the second, or back. */
export class BenchPipe {
  readonly #name: string;
  readonly #from: WorkerProcess;
  readonly #to: WorkerProcess;

  private constructor(name: string, from: WorkerProcess, to: WorkerProcess) {
    this.#name = name;
    this.#from = from;
    this.#to = to;
  }

  /** Throws `BENCH_PIPE` when it does not open within 30 s. */
  static async open(
    name: string,
    kind: PipeKind,
    from: WorkerProcess,
    to: WorkerProcess,
    about: PipeDetails = {},
  ): Promise<BenchPipe> {
    const pipe = new BenchPipe(name, from, to);
    try {
      await pipe.#open(kind, about);
    } catch (error) {
      await pipe.close();
      throw error;
    }
    return pipe;
  }

  /** Runs flows side by side, each once the pipe has opened it. */
  async run(plans: readonly FlowPlan[]): Promise<FlowResult[]> {
    for (const {settleMs: _settle, startAfterMs: _start, isBack, ...expected} of plans) {
      await this.#ends(isBack).to.request('expect', {pipe: this.#name, ...expected});
    }
    return Promise.all(plans.map((plan) => this.#run(plan)));
  }

  /** What the sending end tells of itself now. */
  async facts(): Promise<Record<string, unknown>> {
    return (await this.#from.request('facts', {pipe: this.#name})) as Record<string, unknown>;
  }

  /** What both ends know of the paths between them now, the first worker's first. */
  async paths(): Promise<[PathReport, PathReport]> {
    const ask = async (worker: WorkerProcess) =>
      (await worker.request('paths', {pipe: this.#name})) as PathReport;
    return Promise.all([ask(this.#from), ask(this.#to)]);
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.#from, this.#to].map((worker) => worker.request('close', {pipe: this.#name})),
    );
  }

  #ends(isBack = false): {from: WorkerProcess; to: WorkerProcess} {
    return isBack ? {from: this.#to, to: this.#from} : {from: this.#from, to: this.#to};
  }

  async #open(kind: PipeKind, about: PipeDetails): Promise<void> {
    const pipe = this.#name;
    const request = ({place}: WorkerProcess) => ({pipe, kind, ...place, ...about});
    const invitation = (await this.#to.request('invite', request(this.#to))) as Invitation;
    const reply = await this.#from.request('join', {...request(this.#from), invitation});
    await this.#to.request('complete', {pipe, reply});
    const opened = this.#from.request('opened', {pipe});
    await within(OPEN_MS_MAX, opened, `${kind} did not connect`);
  }

  async #run({flow, settleMs, startAfterMs = 0, isBack}: FlowPlan): Promise<FlowResult> {
    const pipe = this.#name;
    const {from, to} = this.#ends(isBack);
    if (startAfterMs > 0) await delay(startAfterMs);
    const sending = from.request('send', {pipe, flow});
    const sent = (await within(
      flow.durationMs + FLOW_OPEN_MS_MAX,
      sending,
      'the flow did not end',
    )) as SendReport;
    const received = (await to.request('collect', {
      pipe,
      flow: flow.id,
      messages: sent.messages,
      waitMs: settleMs,
    })) as ReceiveReport;
    return {sent, received};
  }
}

async function within<T>(limitMs: number, promise: Promise<T>, failure: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(tooSlow(failure, limitMs)), limitMs);
  });
  try {
    return await Promise.race([promise, over]);
  } finally {
    clearTimeout(timer);
  }
}

function tooSlow(failure: string, limitMs: number): ClawError {
  return new ClawError(`${failure} within ${limitMs / 1000} s`, {
    code: 'BENCH_PIPE',
    exitCode: ExitCode.failed,
    hint: 'The links may be worse than it can live with, or the machine too busy.',
  });
}
