import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Parser} from '@oclif/core';
import {expect, it, onTestFinished} from 'vitest';
import {turnFlags} from '../../../src/cli/turn-flags.js';
import {turnOptions} from '../../../src/cli/turn-options.js';
import {makeServerCertificate} from '../../../src/lab/services/certificate/certificate.js';

/** `more` as flags, in words. */
async function parse(turn: string[], more = '') {
  const argv = [...turn.flatMap((text) => ['--turn', text]), ...more.split(' ').filter(Boolean)];
  const {flags} = await Parser.parse(argv, {flags: turnFlags, args: {}, strict: true});
  return turnOptions(flags);
}

const login = {username: 'claw', password: 'a:b@c'};

it('no server, no options', async () => {
  expect(await parse([])).toBeUndefined();
});

it.each([
  ['192.0.2.1:3479', {transport: 'udp', host: '192.0.2.1', port: 3479}],
  ['turn:turn.example.org', {transport: 'udp', host: 'turn.example.org', port: 3478}],
  ['turn:192.0.2.1:80?transport=tcp', {transport: 'tcp', host: '192.0.2.1', port: 80}],
  ['turns:[2001:db8::1]:443', {transport: 'tls', host: '2001:db8::1', port: 443}],
])('claw:a:b@c@%s', async (text, server) => {
  expect(await parse([`claw:a:b@c@${text}`])).toEqual({servers: [{...server, ...login}]});
});

it('servers without a login of their own have the common one', async () => {
  const common = '--turn-user claw --turn-password a:b@c';
  const options = await parse(['other:secret@192.0.2.1:1', 'turns:192.0.2.1'], common);
  expect(options?.servers).toEqual([
    {transport: 'udp', host: '192.0.2.1', port: 1, username: 'other', password: 'secret'},
    {transport: 'tls', host: '192.0.2.1', port: 5349, ...login},
  ]);
});

it('proxy, name and certificates go with them', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'claw-turn-'));
  onTestFinished(() => rmSync(directory, {recursive: true}));
  const caFile = join(directory, 'ca.pem');
  const {ca} = makeServerCertificate(['192.0.2.1']);
  writeFileSync(caFile, ca);
  const more = `--turn-ca ${caFile} --turn-name turn.example.org --proxy socks5://192.0.2.9`;
  expect(await parse(['claw:secret@turns:192.0.2.1'], more)).toMatchObject({
    ca,
    serverName: 'turn.example.org',
    proxy: {protocol: 'socks5', host: '192.0.2.9', port: 1080},
  });
  writeFileSync(caFile, 'nothing');
  await expect(parse(['claw:secret@turns:192.0.2.1'], more)).rejects.toThrow('no certificate');
  await expect(
    parse(['claw:secret@turns:192.0.2.1'], `--turn-ca ${join(directory, 'none')}`),
  ).rejects.toThrow('ENOENT');
});

it.each([
  ['192.0.2.1:3478', 'FLAG_INVALID', 'no user for turn:192.0.2.1:3478?transport=udp'],
  ['secret@192.0.2.1:3478', 'FLAG_INVALID', 'not a user and a password'],
  ['claw:secret@http://192.0.2.1', 'SERVER_INVALID', 'is not a TURN server'],
])('%s is an error that does not repeat the password', async (text, code, message) => {
  const error = await parse([text]).catch((reason: unknown) => reason);
  expect(error).toMatchObject({code, message: expect.stringContaining(message)});
  expect(String(error)).not.toContain('secret');
});
