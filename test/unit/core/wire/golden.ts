import {readFileSync} from 'node:fs';
import type {Hello} from '../../../../src/core/wire/hello.js';
import type {RtpHeader} from '../../../../src/core/wire/rtp.js';

interface Golden {
  hellos: {name: string; hello: Hello; hex: string}[];
  rtp: {name: string; header: RtpHeader; hex: string}[];
}

/** Wire bytes that must never change: another version of claw reads and writes the same ones. */
const golden = JSON.parse(
  readFileSync(new URL('../../../../fixtures/frames.json', import.meta.url), 'utf8'),
) as Golden;

export function goldenHellos(): Golden['hellos'] {
  return golden.hellos;
}

export function goldenRtp(): Golden['rtp'] {
  return golden.rtp;
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Spaces between fields are for the reader of a fixture. */
export function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
}
