import type {Socket} from 'node:net';
import {describe, expect, it} from 'vitest';
import {openTcp} from '../../../../../src/agent/turn/open-tcp.js';
import type {TurnProxy} from '../../../../../src/agent/turn/transport.js';
import {openTcpServer} from '../tcp-server.js';

const credentials = {username: 'me', password: 'secret'};

/** A proxy that expects these bytes in turn and answers each, then echoes. */
function openScript(steps: readonly (readonly [expected: Buffer, answer: Buffer])[]) {
  const said: Buffer[] = [];
  const onSocket = (socket: Socket) => {
    let [step, seen] = [0, Buffer.alloc(0)];
    socket.on('data', (bytes) => {
      seen = Buffer.concat([seen, bytes]);
      const [expected, answer] = steps[step] ?? [Buffer.alloc(0), seen];
      if (seen.length < expected.length) return;
      said.push(seen);
      seen = Buffer.alloc(0);
      step += 1;
      // One byte at a time must do.
      for (const byte of answer) socket.write(Buffer.from([byte]));
    });
  };
  return {onSocket, said};
}

async function openThrough(
  protocol: TurnProxy['protocol'],
  onSocket: (socket: Socket) => void,
  more: {credentials?: TurnProxy['credentials']; host?: string} = {},
) {
  const {port} = await openTcpServer(onSocket);
  const login = more.credentials ? {credentials: more.credentials} : {};
  const proxy: TurnProxy = {protocol, host: '127.0.0.1', port, ...login};
  const target = {host: more.host ?? '192.0.2.7', port: 443};
  return openTcp(target, {proxy}, AbortSignal.timeout(5000));
}

async function firstBytes(socket: Socket): Promise<string> {
  const bytes = await new Promise((resolve) => {
    socket.on('data', resolve);
    socket.resume();
  });
  socket.destroy();
  return String(bytes);
}

const CONNECT = 'CONNECT 192.0.2.7:443 HTTP/1.1\r\nHost: 192.0.2.7:443\r\n';

describe('HTTP', () => {
  it('asks for a tunnel, and what follows the answer is of the server', async () => {
    const request = Buffer.from(`${CONNECT}\r\n`);
    const script = openScript([[request, Buffer.from('HTTP/1.1 200 OK\r\nA: b\r\n\r\nfirst')]]);
    const socket = await openThrough('http', script.onSocket);
    expect(await firstBytes(socket)).toMatch(/^f/);
    expect(script.said.map(String)).toEqual([String(request)]);
  });

  it('logs in', async () => {
    const login = `${CONNECT}Proxy-Authorization: Basic bWU6c2VjcmV0\r\n\r\n`;
    const script = openScript([[Buffer.from(login), Buffer.from('HTTP/1.0 200\r\n\r\n')]]);
    const socket = await openThrough('http', script.onSocket, {credentials});
    expect(script.said.map(String)).toEqual([login]);
    socket.destroy();
  });

  it.each([
    ['HTTP/1.1 407 Authentication Required\r\n\r\n', 'PROXY_AUTH', /other credentials/],
    [
      'HTTP/1.1 403 Forbidden\r\n\r\n',
      'PROXY_REFUSED',
      /refuses 192\.0\.2\.7:443 \(403 Forbidden\)/,
    ],
    ['HTTP/1.1 504 Timeout\r\n\r\n', 'PROXY_UNREACHABLE', /cannot reach 192\.0\.2\.7:443/],
    ['SSH-2.0\r\n\r\n', 'PROXY_PROTOCOL', /no HTTP proxy/],
    ['x'.repeat(40_000), 'PROXY_PROTOCOL', /too much/],
  ])('%# is an error', async (answer, code, message) => {
    const opening = openThrough('http', (socket) => socket.write(answer));
    await expect(opening).rejects.toMatchObject({code, message: expect.stringMatching(message)});
  });

  it('a proxy that hangs up, and one that is not there', async () => {
    const opening = openThrough('http', (socket) => socket.end());
    await expect(opening).rejects.toMatchObject({code: 'PROXY_REFUSED'});
    const nobody = {protocol: 'http', host: '127.0.0.1', port: 1} as const;
    const target = {host: '192.0.2.7', port: 443};
    await expect(openTcp(target, {proxy: nobody}, AbortSignal.timeout(5000))).rejects.toThrow(
      'the proxy 127.0.0.1:1 cannot be reached: ECONNREFUSED',
    );
  });
});

const GRANTED = Buffer.from([5, 0, 0, 1, 10, 0, 0, 1, 0x12, 0x34]);

describe('SOCKS5', () => {
  it('asks for an IPv4 address without a login', async () => {
    const request = Buffer.from([5, 1, 0, 1, 192, 0, 2, 7, 1, 187]);
    const script = openScript([
      [Buffer.from([5, 1, 0]), Buffer.from([5, 0])],
      [request, Buffer.concat([GRANTED, Buffer.from('first')])],
    ]);
    const socket = await openThrough('socks5', script.onSocket);
    expect(script.said[1]).toEqual(request);
    expect(await firstBytes(socket)).toMatch(/^f/);
  });

  it.each([
    ['a name', 'turn.example.org', [3, 16, ...Buffer.from('turn.example.org')]],
    ['IPv6', '2001:db8::7', [4, 0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 7]],
  ])('asks for %s with a login', async (_what, host, address) => {
    const login = Buffer.from([1, 2, ...Buffer.from('me'), 6, ...Buffer.from('secret')]);
    const request = Buffer.from([5, 1, 0, ...address, 1, 187]);
    const script = openScript([
      [Buffer.from([5, 2, 0, 2]), Buffer.from([5, 2])],
      [login, Buffer.from([1, 0])],
      [request, Buffer.from([5, 0, 0, 3, 1, 0x61, 0x12, 0x34])],
    ]);
    const socket = await openThrough('socks5', script.onSocket, {credentials, host});
    expect(script.said.slice(1)).toEqual([login, request]);
    socket.destroy();
  });

  it.each([
    ['wants a login', [[5, 0xff]], 'PROXY_AUTH'],
    ['asks for one we lack', [[5, 2]], 'PROXY_AUTH'],
    ['is none', [[0x48, 0x54]], 'PROXY_PROTOCOL'],
    [
      'forbids it',
      [
        [5, 0],
        [5, 2, 0, 1, 0, 0, 0, 0, 0, 0],
      ],
      'PROXY_REFUSED',
    ],
    [
      'cannot reach it',
      [
        [5, 0],
        [5, 4, 0, 1, 0, 0, 0, 0, 0, 0],
      ],
      'PROXY_UNREACHABLE',
    ],
    [
      'fails in its own way',
      [
        [5, 0],
        [5, 99, 0, 1, 0, 0, 0, 0, 0, 0],
      ],
      'PROXY_REFUSED',
    ],
  ])('a proxy that %s', async (_what, answers, code) => {
    const script = openScript(answers.map((bytes) => [Buffer.alloc(1), Buffer.from(bytes)]));
    await expect(openThrough('socks5', script.onSocket)).rejects.toMatchObject({code});
  });

  it('a refused login', async () => {
    const answers = [
      [5, 2],
      [1, 1],
    ];
    const script = openScript(answers.map((bytes) => [Buffer.alloc(1), Buffer.from(bytes)]));
    const opening = openThrough('socks5', script.onSocket, {credentials});
    await expect(opening).rejects.toMatchObject({code: 'PROXY_AUTH'});
  });
});
