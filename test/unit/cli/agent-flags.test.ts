import {Parser} from '@oclif/core';
import {expect, test} from 'vitest';
import {standbyFlag} from '../../../src/cli/agent-flags.js';
import {failureText, toFailure} from '../../../src/cli/failure.js';

async function standbysOf(text: string): Promise<unknown> {
  const config = {flags: {standby: standbyFlag()}, args: {}, strict: true};
  const {flags} = await Parser.parse(['--standby', text], config);
  return flags.standby;
}

test('standbys are kinds of paths, or none', async () => {
  expect(await standbysOf('relay-udp, relay-tls')).toEqual(['relay-udp', 'relay-tls']);
  expect(await standbysOf('relayed')).toEqual(['relayed']);
  expect(await standbysOf('none')).toEqual([]);
});

test('another word is refused, with those there are', async () => {
  const refused = standbysOf('relay-tsl').catch((error: unknown) =>
    failureText(toFailure(error, 'agent')),
  );
  expect(await refused).toMatchInlineSnapshot(`
    "claw: "relay-tsl" is no kind of standby
      try: Did you mean "relay-tls"? A standby is one of relayed, relay-udp, relay-tcp, relay-tls.
    "
  `);
});
