import {performance} from 'node:perf_hooks';
import {type Instance, render} from 'ink';
import type {ReactElement} from 'react';
import {glyphsFor} from '../report/glyphs.js';
import type {Reporter} from '../report/reporter.js';
import type {RunEvent} from '../scenario/events.js';
import {Dashboard} from './dashboard.js';
import {type DashboardState, foldEvents, INITIAL_STATE} from './dashboard-state.js';
import type {View} from './view.js';

const DRAWS_PER_SECOND_MAX = 10;

export interface LiveOptions {
  unicode: boolean;
  color: boolean;
}

/**
 * The dashboard on a terminal. Events are collected and drawn at most ten times a second; a frame is
 * drawn only if something on it changed. Reads no input and handles no signal: when the process
 * ends by any way but SIGKILL, Ink's exit hook leaves the last frame and shows the cursor again.
 */
export class LiveReporter implements Reporter {
  readonly #stream: NodeJS.WriteStream;
  readonly #options: LiveOptions;
  #state: DashboardState = INITIAL_STATE;
  #pending: RunEvent[] = [];
  /** The run's time 0 on this process's clock. */
  #originMs = performance.now();
  #drawnKey = '';
  #instance: Instance | undefined;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(stream: NodeJS.WriteStream, options: LiveOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  onEvent(event: RunEvent): void {
    if (this.#closed) return;
    this.#originMs = performance.now() - event.atMs;
    this.#pending.push(event);
    if (this.#timer) return;
    this.#drawIfChanged();
    this.#timer = setInterval(() => this.#drawIfChanged(), 1000 / DRAWS_PER_SECOND_MAX);
    // The view alone is no reason to keep a process alive.
    this.#timer.unref();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    if (this.#instance === undefined) return;
    this.#draw({live: false});
    const ended = this.#instance.waitUntilExit();
    this.#instance.unmount();
    await ended;
  }

  /** The clock shows whole seconds: between them, and without events, a frame would be the same. */
  #drawIfChanged(): void {
    const {columns, rows} = this.#view();
    const key = `${columns}x${rows} ${Math.floor(this.#elapsedMs() / 1000)}`;
    if (this.#pending.length === 0 && key === this.#drawnKey) return;
    this.#drawnKey = key;
    this.#draw({live: true});
  }

  #draw({live}: {live: boolean}): void {
    this.#state = foldEvents(this.#state, this.#pending);
    this.#pending = [];
    const elapsedMs = this.#elapsedMs();
    const frame = (
      <Dashboard state={this.#state} elapsedMs={elapsedMs} live={live} view={this.#view()} />
    );
    if (this.#instance) this.#instance.rerender(frame);
    else this.#instance = this.#start(frame);
  }

  #elapsedMs(): number {
    return this.#state.endedAtMs ?? performance.now() - this.#originMs;
  }

  #start(frame: ReactElement): Instance {
    return render(frame, {
      stdout: this.#stream,
      stderr: this.#stream,
      patchConsole: false,
      exitOnCtrlC: false,
      maxFps: DRAWS_PER_SECOND_MAX,
    });
  }

  #view(): View {
    const {columns = 80, rows = 24} = this.#stream;
    const {unicode, color} = this.#options;
    return {columns, rows, glyphs: glyphsFor(unicode), color};
  }
}
