import {generateKeyPairSync, type KeyObject, randomBytes, sign} from 'node:crypto';
import ipaddr from 'ipaddr.js';
import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  utcTime,
  utf8,
} from './der.js';

const OID = {
  commonName: '2.5.4.3',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
};
const DAY_MS = 86_400_000;
/** A lab that runs for longer is none. */
const VALID_DAYS = 365;

/** All in PEM. */
export interface ServerCertificate {
  /** The root that a client has to trust. */
  ca: string;
  certificate: string;
  key: string;
}

/**
 * A certificate for a server at these addresses, signed by a root made for it alone, whose key
 * nobody keeps (X.509 v3, RFC 5280; ECDSA with P-256).
 */
export function makeServerCertificate(addresses: readonly string[]): ServerCertificate {
  const [root, server] = [keyPair(), keyPair()];
  const issuer = name('claw lab root');
  const certify = (subject: Buffer, key: KeyObject, extensions: Buffer[]) =>
    pem(signed(root.privateKey, {issuer, subject, key, extensions}));
  return {
    ca: certify(issuer, root.publicKey, ROOT_EXTENSIONS),
    certificate: certify(name('claw lab'), server.publicKey, serverExtensions(addresses)),
    key: server.privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
  };
}

const ROOT_EXTENSIONS = [
  extension(OID.basicConstraints, sequence(boolean(true)), 'critical'),
  // keyCertSign is bit 5, counted from the left.
  extension(OID.keyUsage, bitString(Buffer.from([0x04]), 2), 'critical'),
];

function serverExtensions(addresses: readonly string[]): Buffer[] {
  const names = addresses.map((text) => implicit(7, Buffer.from(ipaddr.parse(text).toByteArray())));
  return [
    extension(OID.extendedKeyUsage, sequence(oid(OID.serverAuth))),
    extension(OID.subjectAltName, sequence(...names)),
  ];
}

function signed(
  signer: KeyObject,
  {
    issuer,
    subject,
    key,
    extensions,
  }: Record<'issuer' | 'subject', Buffer> & {
    key: KeyObject;
    extensions: Buffer[];
  },
): Buffer {
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const now = Date.now();
  const toBeSigned = sequence(
    explicit(0, integer(Buffer.from([2]))),
    // The first bit set: no leading zeros to be left out.
    integer(Buffer.concat([Buffer.from([0x80]), randomBytes(15)])),
    algorithm,
    issuer,
    // A day back, for clocks that are behind.
    sequence(utcTime(new Date(now - DAY_MS)), utcTime(new Date(now + VALID_DAYS * DAY_MS))),
    subject,
    key.export({type: 'spki', format: 'der'}),
    explicit(3, sequence(...extensions)),
  );
  return sequence(toBeSigned, algorithm, bitString(sign('sha256', toBeSigned, signer)));
}

function extension(id: string, value: Buffer, critical?: 'critical'): Buffer {
  const flag = critical ? [boolean(true)] : [];
  return sequence(oid(id), ...flag, octetString(value));
}

function name(commonName: string): Buffer {
  return sequence(setOf(sequence(oid(OID.commonName), utf8(commonName))));
}

function keyPair() {
  return generateKeyPairSync('ec', {namedCurve: 'P-256'});
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
