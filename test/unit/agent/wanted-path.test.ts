import {expect, it} from 'vitest';
import {
  checkStandbys,
  isWanted,
  readStandbys,
  STANDBY_KINDS,
  usedFor,
  wantedBy,
} from '../../../src/agent/wanted-path.js';
import {ClawError} from '../../../src/errors.js';

const ALL = ['direct', ...STANDBY_KINDS] as const;

function complaint(act: () => void): [string, string | undefined] {
  try {
    act();
  } catch (error) {
    if (error instanceof ClawError && error.code === 'AGENT_STANDBYS')
      return [error.message, error.hint];
    throw error;
  }
  throw new Error('it was taken');
}

it('what an attempt uses says which path it is at', () => {
  expect(ALL.map((wanted) => wantedBy(usedFor(wanted)))).toEqual(ALL);
});

it('any relay is as good as another where none is named', () => {
  expect(ALL.filter((kind) => isWanted(kind, 'relayed'))).toEqual(STANDBY_KINDS);
  expect(ALL.filter((kind) => isWanted(kind, 'relay-udp'))).toEqual(['relay-udp']);
  expect(ALL.filter((kind) => isWanted(kind, 'direct'))).toEqual(['direct']);
});

it('standbys are read by name, each once', () => {
  expect(readStandbys(['relay-tls', 'relayed'])).toEqual(['relay-tls', 'relayed']);
  expect(complaint(() => readStandbys(['relay-upd']))).toEqual([
    '"relay-upd" is no kind of standby',
    'Did you mean "relay-udp"? A standby is one of relayed, relay-udp, relay-tcp, relay-tls.',
  ]);
  expect(complaint(() => readStandbys(['direct']))).toEqual([
    '"direct" is no kind of standby',
    'A standby is one of relayed, relay-udp, relay-tcp, relay-tls.',
  ]);
  expect(complaint(() => readStandbys(['relayed', 'relayed']))).toEqual([
    'the standby "relayed" is asked for twice',
    'Name each kind once at most.',
  ]);
});

it('a standby needs a server, unless any relay will do', () => {
  checkStandbys(['relayed'], new Set());
  checkStandbys(['relay-udp'], new Set(['relay-udp' as const]));
  expect(complaint(() => checkStandbys(['relay-tls'], new Set(['relay-udp' as const])))).toEqual([
    'a standby over relay-tls is asked for, but no TURN server is reached that way',
    'Give such a server, or leave that standby out.',
  ]);
});
