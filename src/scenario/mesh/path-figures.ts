import type {PathStatus} from '../../agent/control/protocol.js';
import type {PathFigures, PathKind} from '../events.js';
import {roundFigure} from './round-figure.js';

/**
 * What a caller says of one path, as a result has it.
 *
 * @param kind of the path in use, as both ends see it: a relay may be harder to reach for the other one
 */
export function pathFigures(path: PathStatus, kind: PathKind | undefined): PathFigures {
  const {rttMs, jitterMs, forecast, ...facts} = path;
  const isRelayed = path.kind !== 'direct' && kind !== 'direct';
  return {
    ...facts,
    ...(path.isActive && isRelayed && kind ? {kind} : {}),
    ...(rttMs === undefined ? {} : {rttMs: roundFigure(rttMs)}),
    ...(jitterMs === undefined ? {} : {jitterMs: roundFigure(jitterMs)}),
    ...(forecast ? {forecast: roundForecast(forecast)} : {}),
    lossPct: roundFigure(path.lossPct),
    deliveryRateBps: Math.round(path.deliveryRateBps),
  };
}

function roundForecast({rttMs, lossPct}: {rttMs: number; lossPct: number}) {
  return {rttMs: roundFigure(rttMs), lossPct: roundFigure(lossPct)};
}
