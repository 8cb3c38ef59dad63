import {createSocket} from 'node:dgram';
import type {Endpoint} from '../../stun/message.js';
import {classifyNat} from './classify.js';
import {runTrain} from './link-probe.js';
import {localAddresses} from './local-address.js';
import {observeNat} from './nat-probe.js';
import type {ProbeReport, ProbeTask} from './protocol.js';
import {Reflector} from './reflector.js';
import {analyseTrain} from './train.js';

/** Runs one task inside a host; the report is one line of JSON on stdout. */
async function probe(task: ProbeTask): Promise<ProbeReport> {
  const {targets, reflector, bindAddress, candidateMap, train} = task;
  const bound = bindAddress === undefined ? {} : {bindAddress};
  const localOf = localAddresses({
    target: targets.primary,
    ...(candidateMap ? {candidateMap} : {}),
  });
  const nat = classifyNat(await observeNat({targets, localOf, ...bound}));
  if (!nat.reachable) return {nat};
  return {nat, link: analyseTrain(await runTrain({reflector, ...train, ...bound}))};
}

/** Answers trains until stdin closes: then its owner is gone. */
function reflect({address, port}: Endpoint): void {
  const reflector = new Reflector();
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  socket.on('message', (bytes, from) => {
    const answer = reflector.handle(process.hrtime.bigint(), bytes);
    if (answer) socket.send(answer, from.port, from.address, () => undefined);
  });
  socket.bind(port, address, () => process.stdout.write('ready\n'));
  process.stdin.on('end', () => process.exit()).resume();
}

const [what, argument = '{}'] = process.argv.slice(2);
if (what === 'reflect') reflect(JSON.parse(argument) as Endpoint);
else process.stdout.write(`${JSON.stringify(await probe(JSON.parse(argument) as ProbeTask))}\n`);
