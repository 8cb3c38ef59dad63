import {expect, test} from 'vitest';
import {asSocketsExhausted} from '../../../../src/lab/loopback/sockets-exhausted.js';

test('too many open files: what to raise', () => {
  const error = Object.assign(new Error('bind EMFILE 127.0.0.1'), {code: 'EMFILE'});
  expect(asSocketsExhausted(error)).toMatchObject({
    code: 'SOCKETS_EXHAUSTED',
    message: 'the loopback fabric got no more sockets: bind EMFILE 127.0.0.1',
    hint: 'Raise the limit of open files (`ulimit -n`) or ask for fewer agents.',
    exitCode: 3,
  });
});

test('another error stays what it is', () => {
  const error = new Error('something else');
  expect(asSocketsExhausted(error)).toBe(error);
});
