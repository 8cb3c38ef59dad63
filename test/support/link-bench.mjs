// How many packets the userspace link driver carries, how late, and at what price. Needs root and
// a build. Prints one JSON line for each load:
//
//   node test/support/link-bench.mjs [packets/s …]        (default: 10000 60000)
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startUserspaceLinks} from '../../dist/lab/links/userspace/start.js';

const DELAY_MS = 25;
const SECONDS = 5;
const CLOCK_TICKS_PER_SECOND = 100;

const loads = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 60_000];
const wires = `claw-${process.pid}-wires`;
const ends = `claw-${process.pid}-ends`;
const directory = mkdtempSync(join(tmpdir(), 'claw-bench-'));
try {
  layCables();
  for (const load of loads) console.log(JSON.stringify(await measure(load)));
} finally {
  for (const namespace of [wires, ends]) run('ip', 'netns', 'del', namespace);
  rmSync(directory, {recursive: true});
}

/** @param {number} load Packets per second. */
async function measure(load) {
  const links = await startUserspaceLinks({
    command: (argv) => ['ip', 'netns', 'exec', wires, ...argv],
    seed: 1,
    links: [
      {name: 's1', site: 'wire1', core: 'wire2', models: {up: {delayMs: DELAY_MS}, down: {}}},
    ],
    logFile: join(directory, 'driver.log'),
  });
  const driver = run('ip', 'netns', 'pids', wires).trim();
  const traffic = new URL('link-bench-traffic.mjs', import.meta.url).pathname;
  const before = processorSeconds(driver);
  const argv = [process.execPath, traffic, load, SECONDS, DELAY_MS].map(String);
  const seen = JSON.parse(run('ip', 'netns', 'exec', ends, 'chrt', '-r', '1', ...argv));
  const processors = (processorSeconds(driver) - before) / SECONDS;
  const peakMib = Math.round(peakKib(driver) / 1024);
  const dropped = (await links.stats())['s1']?.up.dropped;
  await links.stop();
  return {...seen, driver: {processors, peakMib, dropped}};
}

function layCables() {
  for (const namespace of [wires, ends]) {
    run('ip', 'netns', 'add', namespace);
    run('ip', 'netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
  }
  for (const [inside, outside] of Object.entries({wire1: 'site', wire2: 'core'})) {
    const peer = ['type', 'veth', 'peer', 'name', outside, 'netns', ends];
    run('ip', 'link', 'add', inside, 'netns', wires, ...peer);
    run('ip', '-n', wires, 'link', 'set', inside, 'up');
    run('ip', '-n', ends, 'link', 'set', outside, 'up');
  }
}

/** @param {string} pid */
function peakKib(pid) {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** @param {string} pid */
function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

/**
 * @param {string} program
 * @param {string[]} argv
 */
function run(program, ...argv) {
  return execFileSync(program, argv, {encoding: 'utf8'});
}
