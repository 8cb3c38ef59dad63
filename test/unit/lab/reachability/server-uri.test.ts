import {expect, test} from 'vitest';
import {parseServer, serverUri} from '../../../../src/lab/reachability/server-uri.js';

test.each([
  ['stun.example.org', 'stun:stun.example.org:3478'],
  ['stun:stun.example.org', 'stun:stun.example.org:3478'],
  ['198.51.100.7:19302', 'stun:198.51.100.7:19302'],
  ['[2001:db8::7]', 'stun:[2001:db8::7]:3478'],
  ['stun:[2001:db8::7]:80', 'stun:[2001:db8::7]:80'],
])('--stun %s is %s', (text, uri) => {
  expect(serverUri(parseServer(text, 'stun'))).toBe(uri);
});

test.each([
  ['turn.example.org', 'turn:turn.example.org:3478?transport=udp'],
  ['turn.example.org:80?transport=tcp', 'turn:turn.example.org:80?transport=tcp'],
  ['turn:turn.example.org?transport=udp', 'turn:turn.example.org:3478?transport=udp'],
  ['TURN:turn.example.org?transport=TCP', 'turn:turn.example.org:3478?transport=tcp'],
  ['turns:turn.example.org', 'turns:turn.example.org:5349'],
  ['turns:turn.example.org:443?transport=tcp', 'turns:turn.example.org:443'],
])('--turn %s is %s', (text, uri) => {
  expect(serverUri(parseServer(text, 'turn'))).toBe(uri);
});

test.each([
  ['', 'stun'],
  ['2001:db8::7', 'stun'],
  ['[stun.example.org]', 'stun'],
  ['stun.example.org:0', 'stun'],
  ['stun.example.org:70000', 'stun'],
  ['stun.example.org?transport=tcp', 'stun'],
  ['turn:turn.example.org', 'stun'],
  ['http://turn.example.org', 'turn'],
  ['stun:stun.example.org', 'turn'],
  ['turn:turn.example.org?transport=sctp', 'turn'],
  ['turns:turn.example.org?transport=udp', 'turn'],
  ['alice:secret@turn.example.org', 'turn'],
] as const)('"%s" is refused for --%s, with an example', (text, kind) => {
  expect(() => parseServer(text, kind)).toThrow(
    expect.objectContaining({
      code: 'SERVER_INVALID',
      exitCode: 2,
      hint: expect.stringContaining('example.org'),
    }),
  );
});
