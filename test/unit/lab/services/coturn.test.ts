import {expect, it} from 'vitest';
import {coturnConfig} from '../../../../src/lab/services/coturn.js';

it('writes a configuration that keeps every file in the directory of the run', () => {
  const options = {
    address: '198.18.0.2',
    alternateAddress: '198.18.0.6',
    webAddress: '198.18.0.10',
    directory: '/run-1',
  };
  const turn = {username: 'claw', password: 'secret'};
  expect(coturnConfig(options, turn)).toMatchInlineSnapshot(`
    "listening-ip=198.18.0.2
    listening-ip=198.18.0.6
    aux-server=198.18.0.10:80
    aux-server=198.18.0.10:443
    relay-ip=198.18.0.2
    listening-port=3478
    min-port=49152
    max-port=65535
    lt-cred-mech
    realm=claw
    user=claw:secret
    no-cli
    no-dtls
    cert=/run-1/turn-certificate.pem
    pkey=/run-1/turn-key.pem
    pidfile=/run-1/turnserver.pid
    userdb=/run-1/turnserver.db
    log-file=/run-1/turnserver.log
    simple-log
    no-stdout-log
    "
  `);
});

it('has TURN at the IPv6 address where there is one', () => {
  const options = {
    address: '198.18.0.2',
    alternateAddress: '198.18.0.6',
    webAddress: '198.18.0.10',
    ipv6Address: '2001:db8::2',
    directory: '/run-1',
  };
  const text = coturnConfig(options, {username: 'claw', password: 'secret'});
  expect(text.split('\n')).toContain('aux-server=[2001:db8::2]:3478');
});
