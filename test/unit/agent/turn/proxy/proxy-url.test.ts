import {expect, it} from 'vitest';
import {parseProxy} from '../../../../../src/agent/turn/proxy/proxy-url.js';

it.each([
  ['http://192.0.2.1:3128', {protocol: 'http', host: '192.0.2.1', port: 3128}],
  ['http://proxy.example.org', {protocol: 'http', host: 'proxy.example.org', port: 80}],
  ['socks5://proxy.example.org:80/', {protocol: 'socks5', host: 'proxy.example.org', port: 80}],
  ['socks5://[2001:db8::1]', {protocol: 'socks5', host: '2001:db8::1', port: 1080}],
  [
    'socks5://me:a%40b@192.0.2.1:1',
    {
      protocol: 'socks5',
      host: '192.0.2.1',
      port: 1,
      credentials: {username: 'me', password: 'a@b'},
    },
  ],
])('%s', (text, proxy) => {
  expect(parseProxy(text)).toEqual(proxy);
});

it.each([
  '192.0.2.1:3128',
  'https://me:secret@192.0.2.1',
  'http://',
  'http://192.0.2.1/secret',
  'http://192.0.2.1:99999',
  'http://%zz:secret@192.0.2.1',
  `socks5://me:${'secret'.repeat(50)}@192.0.2.1`,
])('%s is no proxy, and no password is repeated', (text) => {
  const parse = () => parseProxy(text);
  expect(parse).toThrow(expect.objectContaining({code: 'PROXY_INVALID'}));
  expect(parse).not.toThrow(/secret/);
});
