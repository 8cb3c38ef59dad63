import {randomInt} from 'node:crypto';
import {join} from 'node:path';
import type {Interfaces} from '@oclif/core';
import type {ChosenLab} from '../lab/doctor/choose.js';
import type {LinkDriver} from '../lab/lab.js';
import type {BenchTable} from '../report/show-bench-table.js';
import type {BenchContext, BenchOptions} from '../scenario/bench/bench.js';
import {BaseCommand} from './base-command.js';
import type {benchFlags} from './bench-flags.js';
import {benchProgress} from './bench-progress.js';
import {type ProgressMode, resolveProgress} from './output-mode.js';
import {writePlot} from './plot-file.js';
import {runRootless} from './rootless.js';

/** What a bench is made of. */
export interface Bench<Asked, Result> {
  measure(asked: Asked, context: BenchContext): Promise<Result>;
  table: BenchTable<Result>;
  /** An SVG document; absent: nothing of it is a curve. */
  plot?(result: Result): string;
}

type AllFlags = Interfaces.InferredFlags<typeof benchFlags>;
type BenchFlags = Omit<AllFlags, 'plot'> & Partial<Pick<AllFlags, 'plot'>>;

/** What every bench does alike: the lab it runs in, how it tells what it does, where its result goes. */
export abstract class BenchCommand extends BaseCommand {
  /**
   * Measures, prints the table, draws where `--plot` says.
   *
   * @param asked what this bench is asked and others are not
   * @param load imports the bench, once it is known that it runs here
   * @returns the result, the command's document
   */
  protected async bench<Own extends object, Result extends object>(
    flags: BenchFlags,
    asked: Own,
    load: () => Promise<Bench<NoInfer<Own> & BenchOptions, Result>>,
  ): Promise<Result> {
    const {runs, seed = randomInt(2 ** 32)} = flags;
    const {linkDriver, rootless} = await this.#chooseLab(flags.links);
    if (rootless) return this.#again();
    const {measure, table, plot} = await load();
    const {showBench} = await import('../report/show-bench-table.js');
    const context = this.#context(flags.progress);
    const result = await measure({...asked, runs, seed, linkDriver}, context);
    this.log(showBench(table, result));
    if (flags.plot !== undefined && plot) await writePlot(flags.plot, plot(result));
    return result;
  }

  /** A lab with a real kernel between the hosts: peers of claw use its sockets. */
  async #chooseLab(links: 'auto' | LinkDriver): Promise<ChosenLab> {
    const {gatherFacts} = await import('../lab/doctor/facts.js');
    const {chooseLab} = await import('../lab/doctor/choose.js');
    return chooseLab(await gatherFacts(), {fabric: 'netns', links});
  }

  /** The same command again as root of a user namespace; ends this one with its exit code. */
  async #again(): Promise<never> {
    return this.exit(await runRootless([...this.#claw(), ...this.#words(), ...this.argv]));
  }

  #context(progress: 'auto' | ProgressMode): BenchContext {
    return {
      command: this.#claw(),
      commandLine: ['claw', ...this.#words(), ...this.argv].join(' '),
      signal: this.interrupts.signal,
      onStep: benchProgress(resolveProgress(progress)),
    };
  }

  #claw(): string[] {
    return [process.execPath, join(this.config.root, 'bin', 'claw')];
  }

  #words(): string[] {
    return (this.id ?? '').split(':');
  }
}
