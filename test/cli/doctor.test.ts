import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {hasProgram} from '../../src/lab/programs.js';
import {runClaw} from '../support/cli.js';
import {type CoturnServer, freePort, startCoturnServer} from '../support/coturn-server.js';

test('--json is one document that says which lab this machine gets', async () => {
  const {stdout, stderr, exitCode} = await runClaw(['doctor', '--json']);
  const document = JSON.parse(stdout);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 0});
  expect(document).toMatchObject({
    schemaVersion: 1,
    fabrics: {loopback: true},
    lab: {fabric: expect.stringMatching(/^(netns|loopback)$/)},
  });
  expect(document.rows).toContainEqual(
    expect.objectContaining({name: 'node', state: 'ok', value: process.version}),
  );
});

test('every row that is not ok says what to do', async () => {
  const {rows} = JSON.parse((await runClaw(['doctor', '--json'])).stdout);
  const silent = rows.filter(
    (row: {state: string; hint?: string}) => row.state !== 'ok' && !row.hint,
  );
  expect(silent).toEqual([]);
});

test('plain text names the conclusion and fits a terminal without colour', async () => {
  const {stdout, exitCode} = await runClaw(['doctor']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^lab\n {2}(ok| *less) +fabric +(netns|loopback)/m);
});

test('a server that cannot be reached is a failed check, exit 1', async () => {
  const place = `127.0.0.1:${await freePort()}`;
  const {stdout, stderr, exitCode} = await runClaw(['doctor', '--stun', place]);
  expect({stderr, exitCode}).toEqual({stderr: '', exitCode: 1});
  expect(stdout).toContain(`stun:${place}\n  FAIL  IPv4 `);
});

test('what is no server is a usage error, and so is a user without a password', async () => {
  const server = await runClaw(['doctor', '--turn', 'http://turn.example.org']);
  expect(server).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('"http://turn.example.org" is not a TURN server'),
  });
  const user = ['doctor', '--turn', 'turn.example.org', '--turn-user', 'claw'];
  expect(await runClaw(user)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('CLAW_TURN_PASSWORD'),
  });
});

describe.skipIf(!(await hasProgram('turnserver')))('with a real server', () => {
  let coturn: CoturnServer;
  beforeAll(async () => {
    coturn = await startCoturnServer();
  });
  afterAll(() => coturn.stop());

  test('STUN and TURN over TLS work, with a CA and a password from the environment', async () => {
    const {stdout, exitCode} = await runClaw(
      [
        ...['doctor', '--json', '--stun', `127.0.0.1:${coturn.port}`],
        ...['--turn', `turns:localhost:${coturn.tlsPort}`, '--turn-user', coturn.username],
      ],
      {
        env: {
          CLAW_TURN_PASSWORD: coturn.password,
          NODE_EXTRA_CA_CERTS: coturn.certificate,
        },
      },
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).servers).toMatchObject([
      {kind: 'stun', works: true, addresses: [{mapped: {address: '127.0.0.1'}}]},
      {transport: 'tls', works: true, addresses: [{allocation: {state: 'granted'}}]},
    ]);
  });
});
