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
const [wires, ends] = ['wires', 'ends'].map((name) => `claw-${process.pid}-${name}`);
const directory = mkdtempSync(join(tmpdir(), 'claw-bench-'));
try {
  layCables();
  for (const load of loads) console.log(JSON.stringify(await measure(load)));
} finally {
  for (const namespace of [wires, ends]) run('ip', 'netns', 'del', namespace);
  rmSync(directory, {recursive: true});
}

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
  const peakKib = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${driver}/status`, 'utf8'))[1];
  const {dropped} = (await links.stats()).s1.up;
  await links.stop();
  return {...seen, driver: {processors, peakMib: Math.round(peakKib / 1024), dropped}};
}

function layCables() {
  for (const namespace of [wires, ends]) {
    run('ip', 'netns', 'add', namespace);
    run('ip', 'netns', 'exec', namespace, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1');
  }
  for (const [inside, outside] of [
    ['wire1', 'site'],
    ['wire2', 'core'],
  ]) {
    const peer = ['type', 'veth', 'peer', 'name', outside, 'netns', ends];
    run('ip', 'link', 'add', inside, 'netns', wires, ...peer);
    run('ip', '-n', wires, 'link', 'set', inside, 'up');
    run('ip', '-n', ends, 'link', 'set', outside, 'up');
  }
}

function processorSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_PER_SECOND;
}

function run(program, ...argv) {
  return execFileSync(program, argv, {encoding: 'utf8'});
}
