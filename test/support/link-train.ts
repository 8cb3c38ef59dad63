import {expect} from 'vitest';
import type {Lab} from '../../src/lab/lab.js';
import {runTraffic, serveTraffic} from '../kernel/traffic.js';
import {HELD_MS_MAX, type LinkCase} from './link-cases.js';
import {LATE_MS_MAX} from './link-expectation.js';
import {figuresOf, type LinkObservation} from './link-observation.js';

const SERVICES = '198.18.0.2';
let port = 7200;

/** Sends the train of a case up the link of site s1 of a netns lab, from its host a1. */
export async function sendTrain(
  lab: Lab,
  {model, packets, payloadBytes, perMs}: LinkCase,
): Promise<LinkObservation> {
  port += 1;
  await lab.impair('s1', {up: model, down: {}});
  const {ended, output} = await serveTraffic(lab, 'services', 'collect', port);
  const train = [packets, payloadBytes, perMs, HELD_MS_MAX];
  const sentMs = JSON.parse(await runTraffic(lab, 'a1', 'train', SERVICES, port, ...train));
  expect(await ended).toEqual({code: 0, signal: null});
  const came = JSON.parse((await output()).replace('ready\n', '')) as [number, number][];
  return {sentMs, arrivals: came.map(([packet, atMs]) => ({packet, atMs}))};
}

/** A train over a clear link, as fast as those whose delay is compared. */
const CLEAR: LinkCase = {name: 'clear', model: {}, packets: 1000, perMs: 0.5, payloadBytes: 100};

/** How late this machine may make packets: twice what it does to one in ten on a clear link. */
export async function machineLateMs(lab: Lab): Promise<number> {
  return Math.max(LATE_MS_MAX, 2 * figuresOf(await sendTrain(lab, CLEAR)).delayP90Ms);
}
