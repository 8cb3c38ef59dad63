import type {Reach, RelayWish} from '../core/signaling/signal.js';
import {didYouMean} from '../did-you-mean.js';
import {ClawError} from '../errors.js';
import type {PathKind} from './webrtc/peer-contract.js';

/** Standbys that can be asked for; `relayed`: whichever way to a relay works first. */
export const STANDBY_KINDS = ['relayed', 'relay-udp', 'relay-tcp', 'relay-tls'] as const;
export type StandbyKind = (typeof STANDBY_KINDS)[number];

/** A path that a connection is to have. */
export type WantedPath = 'direct' | StandbyKind;

/** What an attempt at the path is to use. */
export function usedFor(wanted: WantedPath): {reach: Reach; relay?: RelayWish} {
  switch (wanted) {
    case 'direct':
      return {reach: 'direct'};
    case 'relayed':
      return {reach: 'relayed'};
    case 'relay-udp':
      return {reach: 'relayed', relay: 'udp'};
    case 'relay-tcp':
      return {reach: 'relayed', relay: 'tcp'};
    case 'relay-tls':
      return {reach: 'relayed', relay: 'tls'};
  }
}

/** The path that an attempt which uses this is at. */
export function wantedBy({
  reach,
  relay,
}: {
  reach: Reach;
  relay?: RelayWish | undefined;
}): WantedPath {
  if (reach === 'direct') return 'direct';
  return relay === undefined ? 'relayed' : `relay-${relay}`;
}

/** Whether a path of `kind` is as good as `wanted`. */
export function isWanted(kind: WantedPath, wanted: WantedPath): boolean {
  return kind === wanted || (wanted === 'relayed' && kind !== 'direct');
}

/** @throws ClawError `AGENT_STANDBYS` for a kind that there is not, or that is there twice */
export function readStandbys(words: readonly string[]): StandbyKind[] {
  return words.map((word, index) => {
    const kind = STANDBY_KINDS.find((known) => known === word);
    if (kind === undefined) throw standbyError(`"${word}" is no kind of standby`, kindsHint(word));
    if (words.indexOf(word) === index) return kind;
    throw standbyError(`the standby "${word}" is asked for twice`, 'Name each kind once at most.');
  });
}

/**
 * @param relays kinds of relays that the agent has
 * @throws ClawError `AGENT_STANDBYS` for standbys that no server gives, and as `readStandbys`
 */
export function checkStandbys(standbys: readonly string[], relays: ReadonlySet<PathKind>): void {
  for (const kind of readStandbys(standbys)) {
    if (kind === 'relayed' || relays.has(kind)) continue;
    throw standbyError(
      `a standby over ${kind} is asked for, but no TURN server is reached that way`,
      'Give such a server, or leave that standby out.',
    );
  }
}

function kindsHint(word: string): string {
  const meant = didYouMean(word, STANDBY_KINDS);
  const kinds = `A standby is one of ${STANDBY_KINDS.join(', ')}.`;
  return meant === undefined ? kinds : `Did you mean "${meant}"? ${kinds}`;
}

function standbyError(message: string, hint: string): ClawError {
  return new ClawError(message, {code: 'AGENT_STANDBYS', hint});
}
