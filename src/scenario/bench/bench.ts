import type {LinkDriver} from '../../lab/lab.js';

/** What every bench is asked. */
export interface BenchOptions {
  runs: number;
  /** Of every random decision of the links. */
  seed: number;
  linkDriver: LinkDriver;
}

/** Where a bench comes from, and whom it tells what it does. */
export interface BenchContext {
  /** argv that runs this CLI. */
  command: readonly string[];
  /** What the user typed. */
  commandLine: string;
  signal: AbortSignal;
  onStep(text: string): void;
}
