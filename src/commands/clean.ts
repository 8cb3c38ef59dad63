import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.js';
import {cleanText} from '../cli/clean-text.js';
import {ExitCode} from '../errors.js';

export default class Clean extends BaseCommand {
  static override summary = 'Remove what killed runs left behind.';
  static override description =
    'Ends the processes, network namespaces and directories of runs whose owner is gone. Labs ' +
    'that are running are never touched. Exits with 1 when something could not be removed.';
  static override examples = ['<%= config.bin %> clean', '<%= config.bin %> clean --dry-run'];
  static override flags = {
    'dry-run': Flags.boolean({description: 'List what would be removed, and remove nothing.'}),
  };

  override async run() {
    const {flags} = await this.parse(Clean);
    const {findLeftovers, removeLeftovers} = await import('../lab/leftovers.js');
    const dryRun = flags['dry-run'];
    const leftovers = await findLeftovers();
    const remaining = dryRun ? [] : await removeLeftovers(leftovers);
    this.log(cleanText({leftovers, remaining, dryRun}));
    if (remaining.length > 0) process.exitCode = ExitCode.failed;
    return {dryRun, leftovers, remaining};
  }
}
