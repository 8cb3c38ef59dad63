import {execFileSync} from 'node:child_process';
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {endProcesses, startProcess} from '../../src/lab/host-process.js';
import {answersStun} from '../../src/lab/services/stun-ready.js';

/** A real TURN server on loopback, with a certificate that nobody has to trust. */
export interface CoturnServer {
  port: number;
  tlsPort: number;
  username: string;
  password: string;
  /** File of its certificate, valid for `localhost`. */
  certificate: string;
  stop(): Promise<void>;
}

/** Starts coturn on 127.0.0.1 and ::1. Resolves when it answers. */
export async function startCoturnServer({
  userQuota = 1,
}: {
  userQuota?: number;
} = {}): Promise<CoturnServer> {
  const directory = mkdtempSync(join(tmpdir(), 'claw-coturn-'));
  const file = (name: string) => join(directory, name);
  const [port, tlsPort] = [await freePort(), await freePort()];
  makeCertificate(file('certificate.pem'), file('key.pem'));
  const lines = [
    ...['listening-ip=127.0.0.1', 'listening-ip=::1', 'relay-ip=127.0.0.1'],
    ...[`listening-port=${port}`, `tls-listening-port=${tlsPort}`],
    ...[
      'lt-cred-mech',
      'realm=claw',
      'user=claw:secret',
      'user=other:secret',
      'user=third:secret',
      `user-quota=${userQuota}`,
      'allow-loopback-peers',
    ],
    ...[`cert=${file('certificate.pem')}`, `pkey=${file('key.pem')}`],
    ...[`pidfile=${file('pid')}`, `userdb=${file('db')}`, `log-file=${file('log')}`],
    ...['no-cli', 'simple-log', 'no-stdout-log', 'no-rfc5780'],
  ];
  writeFileSync(file('conf'), lines.join('\n'));
  const argv = ['setpriv', '--pdeathsig', 'KILL', 'turnserver', '-c', file('conf')];
  const started = startProcess(argv, {logFile: file('out')});
  const ready = await answersStun({command: (words) => [...words], address: '127.0.0.1', port});
  if (!ready) throw new Error('coturn does not answer');
  return {
    port,
    tlsPort,
    username: 'claw',
    password: 'secret',
    certificate: file('certificate.pem'),
    stop: async () => {
      await endProcesses([started]);
      rmSync(directory, {recursive: true});
    },
  };
}

/** A port that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const {port} = socket.address();
  socket.close();
  return port;
}

function makeCertificate(certificate: string, key: string): void {
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '1'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', ...kind, ...about, ...files], {stdio: 'ignore'});
}
