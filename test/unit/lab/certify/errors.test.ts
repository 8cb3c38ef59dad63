import {expect, test} from 'vitest';
import {probeFailed} from '../../../../src/lab/certify/errors.js';

const UNCAUGHT = `node:events:497
      throw er; // Unhandled 'error' event
      ^

Error: bind EADDRINUSE 198.18.0.2:3490
    at Object.<anonymous> (file:///claw/dist/lab/probe/main.js:70:1)
Emitted 'error' event on Socket instance at:
Node.js v20.18.0
`;
const WITH_CODE = `TypeError [ERR_INVALID_ARG_TYPE]: The "address" argument must be of type string
    at Socket.bind (node:dgram:1)
RangeError: another, later
`;

test.each([
  ['an uncaught error', UNCAUGHT, ' (Error: bind EADDRINUSE 198.18.0.2:3490)'],
  [
    'one with a code, before another',
    WITH_CODE,
    ' (TypeError [ERR_INVALID_ARG_TYPE]: The "address" argument must be of type string)',
  ],
  ['nothing', '', ''],
  ['half a report', '{"nat": {"reachable"', ''],
])('a probe that wrote %s did not work, and its own error is told', (_what, log, why) => {
  const cause = new SyntaxError('Unexpected end of JSON input');
  const error = probeFailed('site s1', {logFile: 'run/probe-s1-1.log', log}, cause);
  expect(error).toMatchObject({
    message: `the probe at site s1 did not work${why}, so the lab is not certified`,
    code: 'PROBE_FAILED',
    exitCode: 5,
    hint: 'Its log says why: run/probe-s1-1.log',
    cause,
  });
});
