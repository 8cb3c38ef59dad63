import {execFileSync} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {CLAW} from '../support/cli.js';

const NAMESPACE = `claw-${process.pid}-check`;
const LIMIT = '/proc/sys/net/core/optmem_max';
const inside = (script: string): string =>
  execFileSync('ip', ['netns', 'exec', NAMESPACE, 'sh', '-c', script], {encoding: 'utf8'});

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'claw-test-'));
  execFileSync('ip', ['netns', 'add', NAMESPACE]);
  inside('ip link set lo up');
});

afterAll(async () => {
  execFileSync('ip', ['netns', 'delete', NAMESPACE]);
  await rm(directory, {recursive: true});
});

it('warns where the kernel has too little room for the filter', async (context) => {
  // Namespaces have the limit of their own since Linux 6.9.
  if (inside(`ls ${LIMIT} || true`) === '') context.skip();
  inside(`echo 20480 > ${LIMIT}`);
  const networks = Array.from({length: 300}, (_, index) => `10.${index >> 7}.${index % 128}.8/30`);
  const file = join(directory, 'policy.yaml');
  await writeFile(file, `remote: {deny: [${networks.join(', ')}]}\n`);
  const said = inside(`${process.execPath} ${CLAW} policy check ${file} 2>&1`);
  expect(said).toMatch(
    /^warning: this machine's kernel does not take the packet filter, .* \d+ instructions: ENOMEM\n {2}try: .*net\.core\.optmem_max\.\n.*policy\.yaml is valid: /,
  );
});
