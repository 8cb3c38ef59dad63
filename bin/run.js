import {fileURLToPath} from 'node:url';

/**
 * Runs the built command line in this process.
 * @param {string[]} argv arguments after the program's name
 */
export async function run(argv) {
  const [{flush, run: runOclif, settings}, {reportFailure}] = await Promise.all([
    import('@oclif/core'),
    import(new URL('../dist/cli/report-failure.js', import.meta.url).href),
  ]);
  settings.enableAutoTranspile = false;
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.once(event, (error) => process.exit(reportFailure(error, argv)));
  }
  try {
    await runOclif(argv, fileURLToPath(new URL('..', import.meta.url)));
    await flush();
  } catch (error) {
    process.exitCode = reportFailure(error, argv);
  }
}
