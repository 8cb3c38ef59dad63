// wire-far.mjs: every host that the target of wire-target.mjs could reach, at the other end of its
// wire. It answers connectivity checks once the candidate told last is checked too, so that no pair
// works before. On order it checks the target itself, from addresses that nobody has told.
import {createSocket} from 'node:dgram';
import {once} from 'node:events';
import {createConnection} from 'node:net';
import {CALLER_ICE} from '../../../dist/agent/webrtc/template.js';
import {
  textAttribute,
  textOf,
  uint32Attribute,
  xorAddressAttribute,
} from '../../../dist/stun/attributes.js';
import {decodeStun} from '../../../dist/stun/decode.js';
import {encodeStun} from '../../../dist/stun/encode.js';
import {StunAttributeType, StunMethod} from '../../../dist/stun/message.js';
import {ANSWERING, LAST, ORDERS, PASSWORD, PORT, TARGET, TOLD} from '../../fuzz/address-world.mjs';

/** RFC 8445 section 16.1. */
const Ice = {priority: 0x0024, useCandidate: 0x0025, controlled: 0x8029, controlling: 0x802a};
const PRIORITY_MAX = 0xffff_ffff;
/** Never in any candidate, and permitted: what it is answered, was asked before it. */
const UNTOLD = '198.18.2.4';

/** @typedef {import('node:dgram').Socket} Socket */
/** @typedef {{id: number, port: number, username: string, password: string, isTargetControlling: boolean}} Attack */

/** Attacks whose last check is on its way, by transaction. @type {Map<string, number>} */
const underway = new Map();
/** Those who have checked the candidate told last, and answers to those who have not. */
const checkedLast = new Set();
/** @type {Map<string, (() => void)[]>} */
const unanswered = new Map();
let transactions = 0;

/** @param {string} address @param {number} port */
async function listen(address, port) {
  const socket = createSocket({type: address.includes(':') ? 'udp6' : 'udp4'});
  socket.bind(port, address);
  await once(socket, 'listening');
  return socket;
}

/** @param {object} message */
const tell = (message) => orders.send(JSON.stringify(message), TOLD.port, TOLD.address);

/** The password that a check to us is signed with. @param {string} username */
const passwordOf = (username) =>
  username.startsWith(`${CALLER_ICE.iceUfrag}:`) ? CALLER_ICE.icePwd : PASSWORD;

/** Who checks; undefined for what is no check. @param {Buffer} bytes */
function checker(bytes) {
  const request = decodeStun(bytes);
  const username = request && textOf(request, StunAttributeType.username);
  return request?.class === 'request' ? username : undefined;
}

/** @param {Socket} socket @param {Buffer} bytes @param {{address: string, port: number}} from */
function answer(socket, bytes, from) {
  const transactionId = bytes.subarray(8, 20);
  const mapped = xorAddressAttribute(StunAttributeType.xorMappedAddress, from, transactionId);
  const key = Buffer.from(passwordOf(checker(bytes) ?? ''));
  const reply = encodeStun(
    {class: 'success', method: StunMethod.binding, transactionId, attributes: [mapped]},
    {key, fingerprint: true},
  );
  socket.send(reply, from.port, from.address);
}

/** Answers a check, now or when its time has come. @param {Socket} socket @param {Buffer} bytes @param {{address: string, port: number}} from */
function heard(socket, bytes, from) {
  const username = checker(bytes);
  if (username === undefined) return;
  const reply = () => answer(socket, bytes, from);
  const held = unanswered.get(username) ?? [];
  if (checkedLast.has(username)) reply();
  else unanswered.set(username, [...held, reply]);
}

/** @param {Socket} socket @param {string} target @param {Attack} attack */
function check(socket, target, {port, username, password, isTargetControlling}) {
  transactions += 1;
  const transactionId = Buffer.alloc(12);
  transactionId.writeUInt32BE(transactions, 8);
  const role = isTargetControlling ? Ice.controlled : Ice.controlling;
  const attributes = [
    textAttribute(StunAttributeType.username, username),
    uint32Attribute(Ice.priority, PRIORITY_MAX),
    {type: role, value: Buffer.alloc(8, 7)},
    ...(isTargetControlling ? [] : [{type: Ice.useCandidate, value: Buffer.alloc(0)}]),
  ];
  const message = /** @type {const} */ ({class: 'request', method: StunMethod.binding});
  const bytes = encodeStun(
    {...message, transactionId, attributes},
    {key: Buffer.from(password), fingerprint: true},
  );
  socket.send(bytes, port, target);
  return transactionId.toString('hex');
}

/** @param {Attack} attack */
function attackTarget(attack) {
  for (const [address, socket] of forbidden) {
    check(socket, address.includes(':') ? TARGET.v6 : TARGET.v4, attack);
  }
  underway.set(check(untold, TARGET.v4, attack), attack.id);
}

const orders = await listen(ORDERS.address, ORDERS.port);
orders.on('message', (bytes) => {
  attackTarget(JSON.parse(String(bytes)).attack);
});

const last = await listen(LAST.address, LAST.port);
last.on('message', (bytes, from) => {
  const username = checker(bytes) ?? '';
  checkedLast.add(username);
  for (const reply of unanswered.get(username) ?? []) reply();
  unanswered.delete(username);
  answer(last, bytes, from);
});

for (const address of ANSWERING.permitted) {
  const socket = await listen(address, PORT);
  socket.on('message', (bytes, from) => heard(socket, bytes, from));
}

/** @type {[string, Socket][]} */
const forbidden = [];
for (const address of ANSWERING.forbidden) {
  const socket = await listen(address, PORT);
  forbidden.push([address, socket]);
  socket.on('message', (bytes, from) => heard(socket, bytes, from));
}

const untold = await listen(UNTOLD, PORT);
untold.on('message', (bytes, from) => {
  heard(untold, bytes, from);
  const transaction = decodeStun(bytes)?.transactionId.toString('hex') ?? '';
  const id = underway.get(transaction);
  if (id === undefined) return;
  underway.delete(transaction);
  tell({attacked: id});
});

// Just up, a wire carries IPv6 only after a while. A port that refuses is behind one that does.
await new Promise((resolve, reject) => {
  createConnection({host: TARGET.v6, port: PORT}).once('error', (error) => {
    const isRefused = 'code' in error && error.code === 'ECONNREFUSED';
    if (isRefused) resolve(undefined);
    else reject(error);
  });
});
console.log('ready');
