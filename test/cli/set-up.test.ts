import {existsSync} from 'node:fs';
import {chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, onTestFinished, test} from 'vitest';
import {ROOT, runClaw} from '../support/cli.js';

const NOBODY = 65_534;

/** A checkout with one command and this one's dependencies, in which nothing was ever built. */
async function freshCheckout(): Promise<{directory: string; program: string}> {
  const directory = await mkdtemp(join(tmpdir(), 'claw-checkout-'));
  onTestFinished(() => rm(directory, {recursive: true, force: true}));
  await chmod(directory, 0o755);
  const sources = ['src/cli', 'src/commands/clean.ts', 'src/errors.ts', 'src/units.ts'];
  for (const path of [...sources, 'src/did-you-mean.ts', 'bin', 'package.json', 'tsconfig.json']) {
    await cp(join(ROOT, path), join(directory, path), {recursive: true});
  }
  await symlink(join(ROOT, 'node_modules'), join(directory, 'node_modules'));
  await writeFile(join(directory, 'package-lock.json'), '{"packages": {}}');
  return {directory, program: join(directory, 'bin/claw')};
}

test('the first use builds, the second has nothing to do', async () => {
  const {program} = await freshCheckout();
  const first = await runClaw(['--version'], {program});
  expect(first).toMatchObject({exitCode: 0, stderr: 'claw: building'});
  expect(first.stdout).toMatch(/^claw\/\S+ \S+ node-v\S+$/);
  expect(await runClaw(['--version'], {program})).toEqual({...first, stderr: ''});
});

test('a change of a source is built, and a removed command is gone', async () => {
  const {directory, program} = await freshCheckout();
  await runClaw(['--version'], {program});
  await cp(join(directory, 'src/commands/clean.ts'), join(directory, 'src/commands/tidy-up.ts'));
  await rm(join(directory, 'src/commands/clean.ts'));
  const {stdout} = await runClaw(['help'], {program});
  expect(stdout).toMatch(/^ {2}tidy-up /m);
  expect(stdout).not.toMatch(/^ {2}clean /m);
});

test('of several first uses at once one builds and the others wait', async () => {
  const {directory, program} = await freshCheckout();
  const runs = await Promise.all([1, 2, 3].map(() => runClaw(['--version'], {program})));
  expect(runs.map(({exitCode}) => exitCode)).toEqual([0, 0, 0]);
  const built = runs.filter(({stderr}) => stderr.includes('building'));
  expect(built).toHaveLength(1);
  expect(existsSync(join(directory, '.setup/lock'))).toBe(false);
});

test('the lock of a process that is gone is taken over', async () => {
  const {directory, program} = await freshCheckout();
  const ended = execa('true');
  await ended;
  await mkdir(join(directory, '.setup'));
  await writeFile(join(directory, '.setup/lock'), String(ended.pid));
  expect(await runClaw(['--version'], {program})).toMatchObject({exitCode: 0});
});

test('a source that does not compile is shown, and nothing is run', async () => {
  const {directory, program} = await freshCheckout();
  await writeFile(join(directory, 'src/broken.ts'), 'export const = 1;\n');
  const {exitCode, stdout, stderr} = await runClaw(['clean', '--json'], {program});
  expect(exitCode).toBe(3);
  expect(stderr).toContain('src/broken.ts(1,14): error TS1134');
  expect(JSON.parse(stdout)).toMatchObject({error: {code: 'SETUP_FAILED'}});
});

test('a failing npm is shown with its output', async () => {
  const {directory, program} = await freshCheckout();
  await rm(join(directory, 'node_modules'));
  await mkdir(join(directory, 'programs'));
  await writeFile(join(directory, 'programs/npm'), '#!/bin/sh\necho no network; exit 1\n');
  await chmod(join(directory, 'programs/npm'), 0o755);
  const env = {PATH: `${join(directory, 'programs')}:${process.env['PATH']}`};
  expect(await runClaw(['--version'], {program, env})).toMatchInlineSnapshot(`
    {
      "exitCode": 3,
      "stderr": "claw: installing dependencies (npm ci), once
    no network
    claw: npm could not install the dependencies
      try: Read the output above; check the network and the npm registry, then run it again.",
      "stdout": "",
    }
  `);
});

test('an installed package sets nothing up', async () => {
  const {directory, program} = await freshCheckout();
  await runClaw(['--version'], {program});
  for (const path of ['src', '.setup', 'package-lock.json', 'tsconfig.json']) {
    await rm(join(directory, path), {recursive: true});
  }
  expect(await runClaw(['help', 'clean'], {program})).toMatchObject({exitCode: 0, stderr: ''});
  expect(existsSync(join(directory, '.setup'))).toBe(false);
});

test.skipIf(process.getuid?.() !== 0)('another user may run it, but not build it', async () => {
  const {directory, program} = await freshCheckout();
  const asNobody = {program, uid: NOBODY, cwd: '/', env: {HOME: '/nonexistent'}};
  const refused = await runClaw(['--version'], asNobody);
  expect(refused).toMatchObject({exitCode: 3, stdout: ''});
  expect(refused.stderr).toContain('you may not write to');
  await runClaw(['--version'], {program});
  expect(await runClaw(['--version'], asNobody)).toMatchObject({exitCode: 0, stderr: ''});
  expect(await readFile(join(directory, '.setup/dependencies'), 'utf8')).not.toBe('');
});

/** Runs `claw doctor` where the program ethtool cannot be found, with an apt-get of our own. */
async function withoutEthtool(directory: string, asUser: readonly string[] = []) {
  const programs = join(directory, 'programs');
  await mkdir(programs, {recursive: true});
  const recordArguments = '#!/bin/sh\necho "$RUNLEVEL $SYSTEMD_OFFLINE $*" >> "$0.log"\n';
  await writeFile(join(programs, 'apt-get'), recordArguments, {mode: 0o755});
  const hide = 'mount --bind /dev/null "$(command -v ethtool)" && exec "$@"';
  const argv = ['--mount', 'sh', '-c', hide, 'sh', ...asUser, join(directory, 'bin/claw'), 'nop'];
  const home = join(directory, 'home');
  const env = {PATH: `${programs}:${process.env['PATH']}`, HOME: home, XDG_CACHE_HOME: home};
  const {stderr} = await execa('unshare', argv, {env, reject: false});
  const log = await readFile(join(programs, 'apt-get.log'), 'utf8').catch(() => '');
  return {said: stderr.replaceAll(directory, '').split('\n').slice(0, -2), log};
}

test.skipIf(process.getuid?.() !== 0)('root gets a missing program, asked for once', async () => {
  const {directory, program} = await freshCheckout();
  await runClaw(['--version'], {program});
  const {said, log} = await withoutEthtool(directory);
  expect(log).toMatch(/^1 1 .* install --yes --no-install-recommends ethtool$/m);
  expect(said).toMatchInlineSnapshot(`
    [
      "claw: installing system packages (apt-get): ethtool",
      "claw: that did not help; /.setup/apt.log says why",
      "claw: not installed: ethtool",
      "claw: the loopback fabric works without them; install ethtool by hand for the netns fabric",
    ]
  `);
  expect(await withoutEthtool(directory)).toEqual({said: [], log});
});

test.skipIf(process.getuid?.() !== 0)(
  'others are told what is missing and what works',
  async () => {
    const {directory, program} = await freshCheckout();
    await runClaw(['--version'], {program});
    const asNobody = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    const {said, log} = await withoutEthtool(directory, asNobody);
    expect({said, log}).toMatchInlineSnapshot(`
    {
      "log": "",
      "said": [
        "claw: not installed: ethtool",
        "claw: the loopback fabric works without them; install ethtool for the netns fabric",
      ],
    }
  `);
  },
);
