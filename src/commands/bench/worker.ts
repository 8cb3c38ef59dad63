import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.js';

export default class BenchWorker extends BaseCommand {
  static override hidden = true;
  static override summary =
    'One process of a bench; the harness starts it and tells it what to do.';
  static override flags = {
    control: Flags.string({required: true, description: 'Path of the control socket.'}),
    attached: Flags.boolean({description: 'End when standard input closes.'}),
  };

  override async run(): Promise<object> {
    const {flags} = await this.parse(BenchWorker);
    const {runWorker} = await import('../../agent/bench/run-worker.js');
    const stdinClosed = new AbortController();
    if (flags.attached) process.stdin.on('end', () => stdinClosed.abort()).resume();
    await runWorker({
      controlPath: flags.control,
      signal: AbortSignal.any([this.interrupts.signal, stdinClosed.signal]),
    });
    // An open pipe would keep the process alive.
    if (flags.attached) process.stdin.destroy();
    return {};
  }
}
