import {join} from 'node:path';
import type {ChosenLab} from '../lab/doctor/choose.js';
import type {LinkDriver} from '../lab/lab.js';
import type {BenchContext} from '../scenario/bench/throughput.js';
import {BaseCommand} from './base-command.js';
import {benchProgress} from './bench-progress.js';
import {type ProgressMode, resolveProgress} from './output-mode.js';
import {runRootless} from './rootless.js';

/** What every bench does alike: the lab it runs in, and how it tells what it does. */
export abstract class BenchCommand extends BaseCommand {
  /** A lab with a real kernel between the hosts: peers of claw use its sockets. */
  protected async chooseLab(links: 'auto' | LinkDriver): Promise<ChosenLab> {
    const {gatherFacts} = await import('../lab/doctor/facts.js');
    const {chooseLab} = await import('../lab/doctor/choose.js');
    return chooseLab(await gatherFacts(), {fabric: 'netns', links});
  }

  /** The same command again as root of a user namespace; ends this one with its exit code. */
  protected async again(): Promise<never> {
    return this.exit(await runRootless([...this.claw(), ...this.words(), ...this.argv]));
  }

  protected context(progress: 'auto' | ProgressMode): BenchContext {
    return {
      command: this.claw(),
      commandLine: ['claw', ...this.words(), ...this.argv].join(' '),
      signal: this.interrupts.signal,
      onStep: benchProgress(resolveProgress(progress)),
    };
  }

  private claw(): string[] {
    return [process.execPath, join(this.config.root, 'bin', 'claw')];
  }

  private words(): string[] {
    return (this.id ?? '').split(':');
  }
}
