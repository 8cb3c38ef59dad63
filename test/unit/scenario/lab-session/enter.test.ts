import {expect, test} from 'vitest';
import type {HostAccess} from '../../../../src/lab/lab.js';
import {hostEnvironment} from '../../../../src/scenario/lab-session/enter.js';

const UDP = 'turn:198.18.0.2:3478?transport=udp';
const TCP = 'turn:198.18.0.2:3478?transport=tcp';
const HTTP = 'turn:198.18.0.3:80?transport=tcp';
const TLS = 'turns:198.18.0.3:443';

const PLACE = {address: '198.18.0.6', port: 3478};
const STUN = {primary: PLACE, otherPort: PLACE, otherAddress: PLACE, otherBoth: PLACE};
const PROBE = {stun: STUN, reflector: PLACE};

function environment(uris: readonly string[], caFile?: string) {
  const turn = {server: '198.18.0.2:3478', uris, username: 'claw', password: 'secret'};
  const access: HostAccess = {
    ...{host: 'a1', site: 's1', nat: 'cone', seedUrl: 'ws://198.18.0.2:80'},
    probe: PROBE,
    turn: {...turn, ...(caFile === undefined ? {} : {caFile})},
  };
  return hostEnvironment({host: 'a1', pid: 1, fabric: 'netns', access});
}

test('every transport of the TURN server, with its user', () => {
  expect(environment([UDP, TCP, HTTP, TLS], '/run/ca.pem')).toEqual({
    CLAW_HOST: 'a1',
    CLAW_TURN: 'claw:secret@198.18.0.2:3478',
    CLAW_TURN_TCP: 'claw:secret@turn:198.18.0.2:3478?transport=tcp',
    CLAW_TURN_TLS: 'claw:secret@turns:198.18.0.3:443',
    CLAW_TURN_CA: '/run/ca.pem',
    CLAW_SEED: 'ws://198.18.0.2:80',
  });
});

test('nothing of transports that the server does not have', () => {
  const names = Object.keys(environment([UDP]));
  expect(names).toEqual(['CLAW_HOST', 'CLAW_TURN', 'CLAW_SEED']);
});

test('the host of the services is told its name alone', () => {
  const entry = {host: 'services', pid: 1, fabric: 'netns'} as const;
  expect(hostEnvironment(entry)).toEqual({CLAW_HOST: 'services'});
});
