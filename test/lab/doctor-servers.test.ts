import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {execa} from 'execa';
import {expect, test} from 'vitest';
import {gatherFacts} from '../../src/lab/doctor/facts.js';
import {CLAW} from '../support/cli.js';
import {startCoturnServer} from '../support/coturn-server.js';

const {root, missingPrograms} = await gatherFacts();

test.skipIf(!root || missingPrograms.includes('turnserver'))(
  'a name with both families is asked over both',
  async () => {
    const coturn = await startCoturnServer();
    const directory = mkdtempSync(join(tmpdir(), 'claw-hosts-'));
    const hosts = join(directory, 'hosts');
    writeFileSync(hosts, '127.0.0.1 both.test\n::1 both.test\n');
    // A mount namespace of its own: only this process reads the other file of names.
    const script = 'mount --bind "$0" /etc/hosts && exec "$@"';
    const claw = [CLAW, 'doctor', '--json', '--stun', `both.test:${coturn.port}`];
    const {stdout, exitCode} = await execa(
      'unshare',
      ['--mount', 'sh', '-c', script, hosts, ...claw],
      {reject: false},
    );
    await coturn.stop();
    rmSync(directory, {recursive: true});
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).servers[0].addresses).toMatchObject([
      {family: 'IPv4', address: '127.0.0.1', reachable: true},
      {family: 'IPv6', address: '::1', reachable: true},
    ]);
  },
);
