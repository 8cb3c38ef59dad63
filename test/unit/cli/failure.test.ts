import {expect, test} from 'vitest';
import {failureDocument, failureText, toFailure, warningText} from '../../../src/cli/failure.js';
import {ClawError, ExitCode} from '../../../src/errors.js';

test('an error for a user is its message and what to try, without a stack', () => {
  const failure = toFailure(
    new ClawError('no netem here', {
      code: 'NETEM_MISSING',
      hint: '--links userspace',
      exitCode: ExitCode.unsupported,
    }),
  );
  expect(failure.exitCode).toBe(3);
  expect(failureText(failure)).toBe('claw: no netem here\n  try: --links userspace\n');
  expect(failureDocument(failure)).toEqual({
    error: {code: 'NETEM_MISSING', message: 'no netem here', hint: '--links userspace'},
  });
});

test('anything else is a bug: exit 70, the stack, and a request to report it', () => {
  const error = new TypeError('x is not a function');
  const failure = toFailure(error);
  expect(failure).toMatchObject({code: 'BUG', exitCode: 70, stack: error.stack});
  expect(failureText(failure)).toBe(
    `${error.stack}\n` +
      'claw: this is a bug in claw: x is not a function\n' +
      '  try: Please report it, with the lines above and the command that you ran.\n',
  );
});

test('even what is not an error is reported', () => {
  expect(toFailure('oops')).toMatchObject({code: 'BUG', message: 'this is a bug in claw: oops'});
});

test('on a terminal lines break between words, under the text they belong to', () => {
  const failure = toFailure(
    new ClawError(
      '--fault: there is no "nope"\na/path/that/no/line/holds/whatever/is/done is long',
      {
        code: 'FLAG_INVALID',
        hint: 'Give one of blackhole, udp-blocked, nat-rebind, relay-killed, loss-ramp.',
      },
    ),
  );
  expect(failureText(failure, 40)).toMatchInlineSnapshot(`
    "claw: --fault: there is no "nope"
    a/path/that/no/line/holds/whatever/is/done
          is long
      try: Give one of blackhole,
           udp-blocked, nat-rebind,
           relay-killed, loss-ramp.
    "
  `);
});

test('a warning has a label of its own, and may have nothing to try', () => {
  const message = 'policy.yaml restricts nothing, it allows every path and address';
  expect(warningText({message, hint: null})).toBe(`warning: ${message}\n`);
  expect(warningText({message, hint: 'Give it a rule that denies.'}, 40)).toMatchInlineSnapshot(`
    "warning: policy.yaml restricts nothing,
             it allows every path and
             address
      try: Give it a rule that denies.
    "
  `);
});
