import {fileURLToPath} from 'node:url';

/**
 * Runs the built command line in this process.
 * @param {string[]} argv arguments after the program's name
 */
export async function run(argv) {
  // By their own paths: the whole of oclif takes twice as long to load.
  const [{flush}, {run: runOclif}, {settings}] = await Promise.all([
    import('@oclif/core/flush'),
    import('@oclif/core/run'),
    import('@oclif/core/settings'),
  ]);
  settings.enableAutoTranspile = false;
  for (const event of ['uncaughtException', 'unhandledRejection']) {
    process.once(event, async (error) => process.exit(await report(error, argv)));
  }
  try {
    await runOclif(argv, fileURLToPath(new URL('..', import.meta.url)));
    await flush();
  } catch (error) {
    process.exitCode = await report(error, argv);
  }
}

/**
 * @param {unknown} error
 * @param {string[]} argv
 * @returns {Promise<number>} the exit code
 */
async function report(error, argv) {
  const path = new URL('../dist/cli/report-failure.js', import.meta.url).href;
  const {reportFailure} = await import(path);
  return reportFailure(error, argv);
}
