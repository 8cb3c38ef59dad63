// A command that runs until it is interrupted: `interruptible.mjs tidy|stuck [--json]`.
import {BaseCommand} from '../../dist/cli/base-command.js';

class Interruptible extends BaseCommand {
  /** @override */
  static strict = false;

  /** @override */
  async run() {
    await this.parse(Interruptible);
    const {signal} = this.interrupts;
    const held = setInterval(() => {}, 60_000);
    const aborted = new Promise((resolve) => signal.addEventListener('abort', resolve));
    process.stdout.write('ready\n');
    await aborted;
    if (this.argv[0] === 'stuck') await new Promise(() => {});
    clearInterval(held);
    signal.throwIfAborted();
    return {};
  }
}

await Interruptible.run(process.argv.slice(2), import.meta.url);
