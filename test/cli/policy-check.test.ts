import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Run, runClaw} from '../support/cli.js';

const GOOD = `zones:
  plant: {networks: [10.1.0.0/16], agents: [press-1]}
  office: {agents: [desk-1]}
relays: {dmz: [192.0.2.16/28]}
rules:
  - {between: [plant, office], action: relayOnly, relays: [dmz]}
`;
const BAD = `zones:
  plant: {networks: [10.1.0.0/33]}
rules:
  - {between: [plant, plant], action: alow}
`;

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  await writeFile(join(directory, 'good.yaml'), GOOD);
  await writeFile(join(directory, 'bad.yaml'), BAD);
  await writeFile(join(directory, 'broken.yaml'), 'rules: [\n');
  await writeFile(join(directory, 'empty.yaml'), '');
  await writeFile(join(directory, 'twice.yaml'), 'zones:\n  plant: {}\n  plant: {}\n');
});

afterAll(() => rm(directory, {recursive: true}));

const check = (...words: string[]): Promise<Run> =>
  runClaw(['policy', 'check', ...words], {cwd: directory});

test('a good file: how much is in it', async () => {
  expect(await check('good.yaml')).toEqual({
    exitCode: 0,
    stdout: 'good.yaml is valid: zones 2, relays 1, rules 1',
    stderr: '',
  });
});

test('with --json a good file is a document', async () => {
  const {exitCode, stdout, stderr} = await check('good.yaml', '--json');
  expect({exitCode, stderr}).toEqual({exitCode: 0, stderr: ''});
  const counts = {zones: 2, relays: 1, rules: 1};
  const about = {file: 'good.yaml', ...counts, restrictsNothing: false};
  // Zones plant, office and none; plant and office meet at the relay alone, none meets none.
  const filter = {tried: 1, of: 1, instructions: expect.any(Number), refused: null};
  expect(JSON.parse(stdout)).toEqual({schemaVersion: 1, ...about, filter});
});

test('an empty file is valid, with a warning that it restricts nothing', async () => {
  expect(await check('empty.yaml')).toEqual({
    exitCode: 0,
    stdout: 'empty.yaml is valid: zones 0, relays 0, rules 0',
    stderr: 'warning: empty.yaml restricts nothing, it allows every path and address',
  });
  const {exitCode, stdout} = await check('empty.yaml', '--json');
  expect({exitCode, document: JSON.parse(stdout)}).toMatchObject({
    exitCode: 0,
    document: {restrictsNothing: true},
  });
});

test('--explain: each path with the line that decides, and a refusal is no failure', async () => {
  expect(await check('good.yaml', '--explain', 'press-1, desk-1')).toMatchInlineSnapshot(`
    {
      "exitCode": 0,
      "stderr": "",
      "stdout": "direct     refused  between plant and office, only relays are allowed (good.yaml:6 rules.0)
    relay-udp  allowed  between plant and office, relay-udp is allowed (good.yaml:6 rules.0)
    relay-tcp  allowed  between plant and office, relay-tcp is allowed (good.yaml:6 rules.0)
    relay-tls  allowed  between plant and office, relay-tls is allowed (good.yaml:6 rules.0)",
    }
  `);
  const {stdout} = await check('good.yaml', '--explain', '10.1.0.7,desk-1', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    local: {asked: '10.1.0.7', zones: ['plant']},
    remote: {asked: 'desk-1', zones: ['office']},
    paths: [
      {kind: 'direct', allowed: false, rule: {file: 'good.yaml', line: 6, path: 'rules.0'}},
      {kind: 'relay-udp', allowed: true},
      {kind: 'relay-tcp', allowed: true},
      {kind: 'relay-tls', allowed: true},
    ],
  });
});

test('a bad file: every mistake with its line', async () => {
  expect(await check('bad.yaml')).toMatchInlineSnapshot(`
    {
      "exitCode": 2,
      "stderr": "claw: bad.yaml:2: zones.plant.networks.0: "10.1.0.0/33" is not a network
    bad.yaml:4: rules.0.action: unknown value "alow", did you mean "allow"?
      try: Give an address or a network like 10.1.0.0/16 or 2001:db8::/32, no bits set after the mask.",
      "stdout": "",
    }
  `);
});

test('with --json the mistakes are the document, with the same exit code', async () => {
  const {exitCode, stdout} = await check('bad.yaml', '--json');
  expect({exitCode, document: JSON.parse(stdout)}).toEqual({
    exitCode: 2,
    document: {
      error: {
        code: 'POLICY_INVALID',
        message: expect.stringMatching(/^bad\.yaml:2: .*\nbad\.yaml:4: .*"allow"\?$/),
        hint: expect.stringContaining('10.1.0.0/16'),
      },
    },
  });
});

test('a policy whose filter no kernel takes is refused, and says between whom', async () => {
  const networks = Array.from(
    {length: 600},
    (_, index) => `10.${index >> 7}.${(index * 2) % 256}.0/24`,
  );
  const text = `zones: {plant: {agents: [press-1]}}
remote: {deny: [${networks.join(', ')}]}
rules: [{between: [plant, plant], action: allow}]
`;
  await writeFile(join(directory, 'long.yaml'), text);
  expect(await check('long.yaml')).toEqual({
    exitCode: 2,
    stdout: '',
    stderr:
      'claw: long.yaml: on Linux press-1 could not connect directly to one like it: too many networks ' +
      'for a packet filter: 4887 instructions, of 4096\n' +
      '  try: Join networks into larger ones, or name fewer (docs/policy.md says how many fit).',
  });
});

test('on a terminal the same words, without colour', async () => {
  const options = {cwd: directory, tty: true};
  const {exitCode, stdout} = await runClaw(['policy', 'check', 'bad.yaml'], options);
  expect(exitCode).toBe(2);
  expect(stdout).toContain('claw: bad.yaml:2: zones.plant.networks.0');
  expect(stdout).not.toContain('\u001b[');
});

test.each([
  ['broken.yaml', 'claw: broken.yaml:2: ', 'docs/policy.md'],
  ['twice.yaml', 'claw: twice.yaml:3: the key plant is there twice\n', 'docs/policy.md'],
  ['nowhere.yaml', 'claw: cannot read nowhere.yaml: no such file or directory\n', 'policy file'],
  ['.', 'claw: cannot read .: illegal operation on a directory\n', 'policy file'],
  ['', 'claw: missing argument: file\n', 'claw policy check --help'],
  ['good.yaml --explain x', 'claw: --explain: "x" is not two ends\n', 'press-1,10.2.0.7'],
  ['good.yaml --explain a,', 'claw: --explain: "a," is not two ends\n', 'press-1,10.2.0.7'],
  ['good.yaml --explan a,b', 'claw: unknown flag --explan\n', '--explain'],
])('policy check %s is refused, with what to try', async (words, problem, hint) => {
  const {exitCode, stdout, stderr} = await check(...words.split(' ').filter(Boolean));
  expect({exitCode, stdout}).toEqual({exitCode: 2, stdout: ''});
  expect(stderr).toContain(problem);
  expect(stderr).toContain(hint);
});
