import {expect, test} from 'vitest';
import {StatefulFirewall} from '../../../../src/lab/loopback/stateful-firewall.js';

const peer = {host: 'peer', port: 1};
const samePlaceOtherPort = {host: 'peer', port: 2};

test('lets in whom the inside sent to, and nobody else', () => {
  const firewall = new StatefulFirewall();
  expect(firewall.admits(peer, 0)).toBe(false);
  firewall.sentTo(peer, 0);
  expect(firewall.admits(peer, 0)).toBe(true);
  expect(firewall.admits(samePlaceOtherPort, 0)).toBe(false);
  firewall.forget();
  expect(firewall.admits(peer, 0)).toBe(false);
});

test('a session ends, and the inside can begin it again', () => {
  const firewall = new StatefulFirewall();
  firewall.sentTo(peer, 0);
  expect(firewall.admits(peer, 30_000)).toBe(false);
  firewall.sentTo(peer, 30_000);
  expect(firewall.admits(peer, 59_999)).toBe(true);
});
