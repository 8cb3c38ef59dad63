import {expect, it} from 'vitest';
import {chooseDtlsClient} from '../../../../src/core/paths/dtls-client.js';

it.each`
  callerSymmetric | calleeSymmetric | sameNetwork | client
  ${false}        | ${false}        | ${false}    | ${'callee'}
  ${false}        | ${true}         | ${false}    | ${'caller'}
  ${true}         | ${false}        | ${false}    | ${'callee'}
  ${true}         | ${true}         | ${false}    | ${'callee'}
  ${false}        | ${false}        | ${true}     | ${'caller'}
  ${false}        | ${true}         | ${true}     | ${'caller'}
  ${true}         | ${false}        | ${true}     | ${'caller'}
  ${true}         | ${true}         | ${true}     | ${'caller'}
`(
  'the $client opens DTLS: symmetric $callerSymmetric → $calleeSymmetric, one network $sameNetwork',
  ({client, ...view}) => {
    expect(chooseDtlsClient(view)).toBe(client);
  },
);
