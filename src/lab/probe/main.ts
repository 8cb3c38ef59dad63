import {createSocket} from 'node:dgram';
import {classifyNat, type MeasuredNat} from './classify.js';
import {runTrain} from './link-probe.js';
import {localAddresses} from './local-address.js';
import {observeNat} from './nat-probe.js';
import type {ProbeReport, ProbeTask, ReflectorPlaces} from './protocol.js';
import {Punctuality} from './punctuality.js';
import {Reflector} from './reflector.js';
import {listenForTrains, runTcpTrain} from './tcp-train.js';
import {analyseTrain, type TrainLog} from './train.js';

/** Beside a round trip, for a first packet that is lost and sent again after a second. */
const ANSWER_MS = 6000;
/** Rounds of questions there is time for, however slow they are. */
const ROUNDS_MAX = 40;

/** Runs one task inside a host; the report is one line of JSON on stdout. */
async function probe(task: ProbeTask): Promise<ProbeReport> {
  const nat = task.askNat ? await probeNat(task) : undefined;
  const log = await trainOf(task, nat?.reachable !== false);
  const cameThrough = log !== undefined && log.arrived.size + log.echoes.size > 0;
  return {...(nat ? {nat} : {}), ...(cameThrough ? {link: analyseTrain(log)} : {})};
}

async function probeNat(task: ProbeTask): Promise<MeasuredNat> {
  const {targets, bindAddress, candidateMap, roundMs, roundTripMs, patience, blocked} = task;
  const localOf = localAddresses({
    target: targets.primary,
    ...(candidateMap ? {candidateMap} : {}),
  });
  const views = await observeNat({
    targets,
    localOf,
    patience,
    roundMs,
    probeMsMax: roundTripMs + (blocked?.listenMs ?? ANSWER_MS + ROUNDS_MAX * roundMs),
    ...(bindAddress === undefined ? {} : {bindAddress}),
  });
  return classifyNat(views);
}

async function trainOf(task: ProbeTask, reachable: boolean): Promise<TrainLog | undefined> {
  const {reflector, bindAddress, train, patience, roundTripMs, blocked} = task;
  const packets = train.packets * patience;
  const answerMsMax = roundTripMs + ANSWER_MS;
  if (reachable) {
    const bound = bindAddress === undefined ? {} : {bindAddress};
    return runTrain({...train, packets, reflector, answerMsMax, ...bound});
  }
  if (!blocked?.tcp) return undefined;
  return runTcpTrain({...train, packets, reflector: blocked.tcp, answerMsMax});
}

/** Answers trains until stdin closes: then its owner is gone, or done. */
async function reflect({udp, tcp}: ReflectorPlaces): Promise<void> {
  const reflector = new Reflector();
  const punctuality = new Punctuality();
  const answer = (bytes: Buffer) =>
    reflector.handle(punctuality.isPunctual ? process.hrtime.bigint() : 0n, bytes);
  const socket = createSocket('udp4');
  socket.on('error', () => undefined);
  socket.on('message', (bytes, from) => {
    const echo = answer(bytes);
    if (echo) socket.send(echo, from.port, from.address, () => undefined);
  });
  process.stdin.on('end', () => process.exit()).resume();
  await listenForTrains(tcp, answer);
  socket.bind(udp.port, udp.address, () => process.stdout.write('ready\n'));
}

const [what, argument = '{}'] = process.argv.slice(2);
if (what === 'reflect') await reflect(JSON.parse(argument) as ReflectorPlaces);
else process.stdout.write(`${JSON.stringify(await probe(JSON.parse(argument) as ProbeTask))}\n`);
