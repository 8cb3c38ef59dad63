// wire-target.mjs ASKED (JSON): an agent that is told fuzzed descriptions and candidates, a
// PeerConnection for each set, and prints as JSON what came of them.
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {setTimeout as delay} from 'node:timers/promises';
import {cleanup} from 'node-datachannel';
import {PolicyGuard} from '../../../dist/agent/policy-guard.js';
import {Peer} from '../../../dist/agent/webrtc/peer.js';
import {CALLER_ICE} from '../../../dist/agent/webrtc/template.js';
import {ORDERS, PASSWORD, TOLD} from '../../fuzz/address-world.mjs';
import {candidateSet, fuzzedDescription, lastCandidate} from '../../fuzz/candidate-sets.mjs';

/** @typedef {import('../../fuzz/candidate-sets.mjs').CandidateSet} CandidateSet */
/** `attacks`: the other end checks as well, from addresses that are in no candidate. */
/** @typedef {{policy?: string, seed: number, first: number, count: number, attacks: boolean}} Asked */

const AT_ONCE = 64;
/** How long a set may take to come to its end. */
const SET_MS_MAX = 10_000;
/** By then, a pair that is against the policy has been selected and noticed. */
const NOTICED_MS_MAX = 1000;
const UFRAG = /a=ice-ufrag:(\S+)/;
const PWD = /a=ice-pwd:(\S+)/;

/** @type {Asked} */
const asked = JSON.parse(process.argv[2] ?? '{}');
/** By the number of an attack. @type {Map<number, () => void>} */
const waiting = new Map();
/**
 * `mute`: sets whose last candidate was not checked. `selected`: where the first pairs and
 * the last ones led. `open`: those that did not close by themselves.
 * @type {{sets: number, open: number, mute: number[], closed: Record<string, number>, selected: Record<string, number>, refusals: number}}
 */
const result = {sets: 0, open: 0, mute: [], closed: {}, selected: {}, refusals: 0};

const told = createSocket('udp4');
told.bind(TOLD.port, TOLD.address);
await once(told, 'listening');
told.on('message', (bytes) => {
  waiting.get(JSON.parse(String(bytes)).attacked)?.();
});
/** @param {object} words */
const order = (words) => told.send(JSON.stringify(words), ORDERS.port, ORDERS.address);
/** @param {number} attack @returns {Promise<void>} */
const heard = (attack) => new Promise((resolve) => waiting.set(attack, resolve));

const policy =
  asked.policy === undefined
    ? {}
    : {
        policy: new PolicyGuard({
          file: asked.policy,
          agent: 'target',
          auditLog: undefined,
          onRefused: () => {
            result.refusals += 1;
          },
        }).enforcer,
      };

/** @param {Record<string, number>} counts @param {string} key */
function count(counts, key) {
  counts[key] = (counts[key] ?? 0) + 1;
}

/** What an honest agent in the other role says. @param {'caller' | 'callee'} role */
async function honest(role) {
  const peer = new Peer(`honest-${role}`, {role, reach: 'direct', dtlsClient: 'caller'}, {});
  await peer.gathered;
  const sdp = peer.description();
  peer.close();
  return sdp;
}
const descriptions = {caller: await honest('callee'), callee: await honest('caller')};

/** The other agent's description, with credentials that the far end knows. @param {CandidateSet} set */
function descriptionFor(set) {
  const sdp = fuzzedDescription(set, descriptions[set.role]);
  if (set.role === 'callee') return sdp;
  return sdp
    .replaceAll(new RegExp(UFRAG, 'g'), `a=ice-ufrag:fuzz${set.number}`)
    .replaceAll(new RegExp(PWD, 'g'), `a=ice-pwd:${PASSWORD}`);
}

/** @param {Peer} peer @param {CandidateSet} set */
function credentials(peer, {number, role}) {
  const sdp = peer.description();
  const [ufrag, password] = [UFRAG, PWD].map((pattern) => pattern.exec(sdp)?.[1] ?? '');
  const remote = role === 'caller' ? `fuzz${number}` : CALLER_ICE.iceUfrag;
  return {username: `${ufrag}:${remote}`, password};
}

/** @param {Peer} peer @param {CandidateSet} set */
async function attackOn(peer, set) {
  const {username, password} = credentials(peer, set);
  const port = Number(peer.candidates[0]?.line.split(' ')[5]);
  const attacked = heard(set.number);
  const isTargetControlling = set.role === 'caller';
  order({attack: {id: set.number, port, username, password, isTargetControlling}});
  await attacked;
}

/** Tells an agent of its own the set, and waits until all of it has been checked. @param {CandidateSet} set */
async function tell(set) {
  const kind = /** @type {const} */ ({reach: 'direct', dtlsClient: 'caller', role: set.role});
  const peer = new Peer(`set-${set.number}`, kind, policy);
  const look = () => {
    const address = peer.selectedPair()?.remote.address;
    if (address !== undefined) count(result.selected, address);
  };
  const {checked, ended} = follow(peer);
  await peer.gathered;
  peer.connect({sdp: descriptionFor(set), candidates: set.candidates});
  for (const candidate of set.trickled) peer.addCandidate(candidate);
  peer.addCandidate(lastCandidate());
  const all = Promise.all(asked.attacks ? [checked, attackOn(peer, set)] : [checked.then(look)]);
  if ((await Promise.race([all, ended, late(SET_MS_MAX)])) === 'late') result.mute.push(set.number);
  if (asked.attacks) await Promise.race([ended, late(NOTICED_MS_MAX)]);
  look();
  if (!peer.closed) result.open += 1;
  peer.close();
  waiting.delete(set.number);
  result.sets += 1;
}

/**
 * `checked` resolves with the first pair that works, `ended` when the peer closes by itself.
 * @param {Peer} peer @returns {{checked: Promise<void>, ended: Promise<void>}}
 */
function follow(peer) {
  /** @type {() => void} */
  let onChecked = () => undefined;
  /** @type {Promise<void>} */
  const checked = new Promise((resolve) => {
    onChecked = resolve;
  });
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => {
    peer.attach({
      remote: 'friend',
      candidate: () => undefined,
      checked: onChecked,
      open: () => undefined,
      packet: () => undefined,
      channelOpen: () => undefined,
      channelMessage: () => undefined,
      closed: (reason) => {
        count(result.closed, reason.replace(/\d.*/, '…'));
        resolve();
      },
    });
  });
  return {checked, ended};
}

/** @param {number} ms @returns {Promise<'late'>} */
const late = (ms) => delay(ms, /** @type {const} */ ('late'), {ref: false});

let next = asked.first;
async function work() {
  while (next < asked.first + asked.count) {
    const number = next;
    next += 1;
    await tell(candidateSet(asked.seed, number));
  }
}
await Promise.all(Array.from({length: AT_ONCE}, work));
told.close();
cleanup();
console.log(JSON.stringify(result));
