// boot.js PROGRAM ARGUMENT...: runs a vitest command in a guest with a kernel of its own, puts the
// report it wrote where the command says, and ends with its exit code.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {ROOT} from '../setup/tree.js';
import {guestFiles} from './guest-files.js';
import {readModulesDep, rootModules, writeInitramfs} from './initramfs.js';
import {runMachine} from './machine.js';
import {guestScript, initScript} from './scripts.js';

const GUEST_MINUTES_MAX = 5;
const REPORT_FLAG = '--outputFile.json=';

const ending = new AbortController();
const minutes = setTimeout(
  () => ending.abort(`it took longer than ${GUEST_MINUTES_MAX} minutes`),
  GUEST_MINUTES_MAX * 60_000,
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => ending.abort(`${signal} was received`));
}

const directory = mkdtempSync(join(tmpdir(), 'claw-kernel-'));
try {
  process.exitCode = await run(process.argv.slice(2));
} finally {
  clearTimeout(minutes);
  rmSync(directory, {recursive: true});
}

/** @param {string[]} argv */
async function run(argv) {
  const report = argv.find((word) => word.startsWith(REPORT_FLAG))?.slice(REPORT_FLAG.length) ?? '';
  const sent = join(directory, 'sent');
  const files = guestFiles();
  console.log(`kernel ${files.release} in qemu`);
  const forced = await runMachine({
    kernel: files.kernel,
    initramfs: initramfs(files, argv, report),
    report: sent,
    directory,
    signal: ending.signal,
  });
  if (forced) {
    console.log(`the guest was ended: ${forced}`);
    return 1;
  }
  return takeReport(readFileSync(sent, 'utf8'), report);
}

/**
 * @param {ReturnType<typeof guestFiles>} files
 * @param {string[]} argv
 * @param {string} report
 */
function initramfs(files, argv, report) {
  const modules = rootModules(readModulesDep(files)).map((file) =>
    join(files.modules, files.release, file),
  );
  const {busybox, modules: hostModules} = files;
  const path = process.env['PATH'] ?? '';
  return writeInitramfs(directory, {
    busybox,
    modules,
    init: initScript({modules: modules.map((file) => basename(file)), hostModules}),
    guest: guestScript({argv, cwd: ROOT, path, report, busybox}),
  });
}

/**
 * @param {string} sent exit code, newline, report; empty if the guest died before
 * @param {string} report
 */
function takeReport(sent, report) {
  const [, status, text] = /^(\d+)\r?\n(.*)$/s.exec(sent) ?? [];
  if (text) writeFileSync(report, text);
  return Number(status ?? 1);
}
