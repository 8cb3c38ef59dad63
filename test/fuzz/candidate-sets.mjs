// What a hostile agent may say about where it is: candidates, and lines for its description. Every
// set is made from a seed and its number alone.
import {LAST, PORT} from './address-world.mjs';
import * as hosts from './hosts.mjs';
import {randomFrom} from './random.mjs';

const {pick} = hosts;

/** @typedef {{line: string, mid: string}} Candidate */
/**
 * `lines` are for the description, between its session part and its first section when `early`, else
 * at its end; each has its own line end. `candidates` come with the description, `trickled` later.
 * @typedef {{
 *   number: number, role: 'caller' | 'callee', kinds: string[], early: boolean,
 *   lines: string[], candidates: Candidate[], trickled: Candidate[],
 * }} CandidateSet
 */
/** @typedef {{lines?: string[], candidates?: Candidate[]}} Part */
/** @typedef {hosts.Random} Random */

const MEDIA_ID = 'claw';
const PARTS_MAX = 4;

/** @param {Random} random @param {string} host @param {{port?: number | string, type?: string, transport?: string, rest?: string}} [more] */
function lineOf(random, host, {port = PORT, type, transport = 'UDP', rest = ''} = {}) {
  const kind = type ?? pick(random, ['host', 'host', 'srflx', 'prflx']);
  const priority = pick(random, [2_130_706_431, 1_694_498_815, 1, 4_294_967_295]);
  return `candidate:${1 + (random() % 9)} 1 ${transport} ${priority} ${host} ${port} typ ${kind}${rest}`;
}

/** @param {Random} random @param {string} host @param {Parameters<typeof lineOf>[2]} [more] @returns {Part} */
const candidate = (random, host, more) => ({
  candidates: [{line: lineOf(random, host, more), mid: MEDIA_ID}],
});

/** A line of the description, ended in one of the ways that some parser takes for an end. @param {Random} random @param {string} text */
const ended = (random, text) =>
  text + pick(random, ['\r\n', '\r\n', '\n', '\r', '\n\r', '\v', '\u2028', '\0', '\r\n ']);

/** @param {(random: Random) => string} host @returns {(random: Random) => Part} */
const at = (host) => (random) => candidate(random, host(random));

/** @param {(address: string, random: Random) => string} written @returns {(random: Random) => Part} */
const as = (written) => (random) => candidate(random, written(hosts.forbidden4(random), random));

/** @param {(random: Random) => string} text @returns {(random: Random) => Part} */
const line = (text) => (random) => ({lines: [ended(random, text(random))]});

/** @param {Random} random */
const forbidden = (random) =>
  pick(random, [hosts.forbidden4, hosts.forbidden6, hosts.trap, hosts.trap])(random);

/** @param {Record<string, (address: string, random: Random) => string>} ways */
const each = (ways) =>
  Object.fromEntries(Object.entries(ways).map(([key, written]) => [key, as(written)]));

/** @type {Record<string, (random: Random) => Part>} */
export const KINDS = {
  'forbidden IPv4': at(hosts.forbidden4),
  'forbidden IPv6': at(hosts.forbidden6),
  'forbidden host that answers': at(hosts.trap),
  ...each(hosts.CARRIED),
  ...each(hosts.ODD),
  'of no host': at(hosts.noHost),
  'of the target itself': at(hosts.own),
  name: at(hosts.name),
  'peer-reflexive by name': (random) => candidate(random, forbidden(random), {type: 'prflx'}),
  'relay that is none': (random) => candidate(random, forbidden(random), {type: 'relay'}),
  'relay of the policy': (random) => candidate(random, hosts.RELAY, {type: 'relay'}),
  'type of another case': (random) => candidate(random, forbidden(random), {type: 'HOST'}),
  'related address': (random) => {
    const rest = ` raddr ${hosts.permitted(random)} rport ${PORT}`;
    return candidate(random, forbidden(random), {type: 'srflx', rest});
  },
  'forbidden related address': (random) => {
    const rest = ` raddr ${forbidden(random)} rport ${PORT}`;
    return candidate(random, hosts.permitted(random), {type: 'srflx', rest});
  },
  tcp: (random) => {
    const rest = ` tcptype ${pick(random, ['active', 'passive', 'so'])}`;
    return candidate(random, forbidden(random), {transport: pick(random, ['TCP', 'tcp']), rest});
  },
  'port out of range': (random) => {
    const port = pick(random, [0, 65_536, 70_536, -1, '5e3', '0x1388', '05000', '5000.0', '']);
    return candidate(random, forbidden(random), {port});
  },
  blanks: (random) => {
    const blank = pick(random, ['  ', '\t', '\u00a0', '\v', ' \0']);
    return {
      candidates: [{line: lineOf(random, forbidden(random)).replaceAll(' ', blank), mid: MEDIA_ID}],
    };
  },
  'line in a line': (random) => {
    const [first, second] = [hosts.permitted(random), forbidden(random)];
    const end = pick(random, ['\r\n', '\n', '\r', '\0', ' ']);
    const rest = `${end}a=${lineOf(random, second)}`;
    return candidate(random, first, {rest});
  },
  'line in a tag': (random) => ({
    candidates: [
      {
        line: lineOf(random, hosts.permitted(random)),
        mid: `${MEDIA_ID}\r\na=${lineOf(random, forbidden(random))}`,
      },
    ],
  }),
  'the same twice': (random) => {
    const twice = {line: lineOf(random, forbidden(random)), mid: MEDIA_ID};
    return {candidates: [twice, twice]};
  },
  neighbours: (random) => {
    const around = ['198.18.65.255', '198.18.66.6', '198.18.67.0', '198.18.66.255', '198.18.66.0'];
    const lines = around.map((address) => lineOf(random, address));
    return {candidates: lines.map((text) => ({line: text, mid: MEDIA_ID}))};
  },
  'candidate in the description': line((random) => `a=${lineOf(random, forbidden(random))}`),
  'odd candidate in the description': line((random) => {
    const host = pick(random, Object.values(hosts.ODD))(hosts.forbidden4(random), random);
    return `a=${lineOf(random, host)}`;
  }),
  'candidate behind a blank': line(
    (random) => `${pick(random, [' ', '\t', 'A=', 'a= '])}a=${lineOf(random, forbidden(random))}`,
  ),
  'candidate in a value': line((random) => {
    const name = pick(random, ['mid', 'msid', 'fmtp', 'ssrc', 'ice-options', 'group']);
    return `a=${name}:x ${lineOf(random, forbidden(random))}`;
  }),
  'connection address': line(
    (random) => `c=IN ${pick(random, ['IP4', 'IP6'])} ${forbidden(random)}`,
  ),
  'section with an address': line(
    (random) => `m=video ${PORT} UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 ${hosts.forbidden4(random)}`,
  ),
  origin: line((random) => `o=- 1 1 IN IP4 ${forbidden(random)}`),
  'remote candidates': line((random) => `a=remote-candidates:1 ${forbidden(random)} ${PORT}`),
  'RTCP address': line((random) => `a=rtcp:${PORT} IN IP4 ${forbidden(random)}`),
};

/** @param {number} seed @param {number} number @returns {CandidateSet} */
export function candidateSet(seed, number) {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  random();
  const names = Object.keys(KINDS);
  /** @type {CandidateSet} */
  const set = {
    number,
    role: random() % 2 === 0 ? 'caller' : 'callee',
    kinds: [],
    early: random() % 4 === 0,
    lines: [],
    candidates: [],
    trickled: [],
  };
  const parts = 1 + (random() % PARTS_MAX);
  for (let count = 0; count < parts; count++) {
    const kind = pick(random, names);
    const part = KINDS[kind]?.(random);
    set.kinds.push(kind);
    set.lines.push(...(part?.lines ?? []));
    add(random, set, part?.candidates ?? []);
  }
  if (random() % 4 === 0) return set;
  set.kinds.push('permitted');
  add(random, set, candidate(random, hosts.permitted(random)).candidates ?? []);
  return set;
}

/** The description of `set`, made from a real one. @param {CandidateSet} set @param {string} sdp */
export function fuzzedDescription({lines, early}, sdp) {
  const section = early ? sdp.indexOf('m=') : sdp.length;
  // What the last line leaves open must not spoil the real ones.
  return `${sdp.slice(0, section)}${lines.join('')}\r\n${sdp.slice(section)}`;
}

/** The candidate that is told after all others, and is permitted; any other comes before it. @returns {Candidate} */
export function lastCandidate() {
  const line = `candidate:99 1 UDP 1 ${LAST.address} ${LAST.port} typ host`;
  return {line, mid: MEDIA_ID};
}

/** @param {Random} random @param {CandidateSet} set @param {Candidate[]} candidates */
function add(random, set, candidates) {
  const list = random() % 3 === 0 ? set.trickled : set.candidates;
  list.splice(random() % (list.length + 1), 0, ...candidates);
}
