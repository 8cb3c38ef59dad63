import {createPrivateKey, X509Certificate} from 'node:crypto';
import {expect, it} from 'vitest';
import {makeServerCertificate} from '../../../../../src/lab/services/certificate/certificate.js';

it('is of its own root, for its addresses, and of a year', () => {
  const made = makeServerCertificate(['198.18.0.10', '2001:db8::1']);
  const [root, server] = [new X509Certificate(made.ca), new X509Certificate(made.certificate)];
  expect(root.verify(root.publicKey)).toBe(true);
  expect(server.verify(root.publicKey)).toBe(true);
  expect(server.checkIssued(root)).toBe(true);
  expect([root.ca, server.ca]).toEqual([true, false]);
  expect(server.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
  expect(server.checkIP('198.18.0.10')).toBe('198.18.0.10');
  expect(server.checkIP('2001:db8::1')).toBe('2001:db8::1');
  expect(server.checkIP('198.18.0.2')).toBeUndefined();
  const days = (Date.parse(server.validTo) - Date.parse(server.validFrom)) / 86_400_000;
  expect(days).toBe(366);
});

it('is another one every time', () => {
  const [one, other] = [makeServerCertificate(['::1']), makeServerCertificate(['::1'])];
  const serial = (pem: string) => new X509Certificate(pem).serialNumber;
  expect(serial(one.certificate)).not.toBe(serial(other.certificate));
  const root = new X509Certificate(one.ca);
  expect(new X509Certificate(other.certificate).verify(root.publicKey)).toBe(false);
});
