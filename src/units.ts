import {ClawError} from './errors.js';

const DURATION_MS: Record<string, number> = {us: 0.001, ms: 1, s: 1000, m: 60_000, h: 3_600_000};
const RATE_BPS: Record<string, number> = {bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9};
const RATE_PPS: Record<string, number> = {pps: 1, kpps: 1e3, mpps: 1e6};

/** `50ms`, `1.5s`, `2m`, `800us` to milliseconds. A bare number is an error that says so. */
export function parseDurationMs(text: string, what: string): number {
  return parseWithUnit(text, what, DURATION_MS, {kind: 'a duration', example: '50ms or 10s'});
}

/** `20mbit`, `512kbit`, `1gbit` to bits per second. */
export function parseRateBps(text: string, what: string): number {
  const value = parseWithUnit(text, what, RATE_BPS, {kind: 'a rate', example: '50mbit or 512kbit'});
  if (value > 0) return value;
  throw unitError(
    `${what}: a rate must be above zero, got "${text}"`,
    'Write for example 50mbit or 512kbit, or leave it out.',
  );
}

/** `60kpps`, `500pps` to packets per second. */
export function parsePacketRate(text: string, what: string): number {
  const say = {kind: 'a packet rate', example: '60kpps or 500pps'};
  const value = parseWithUnit(text, what, RATE_PPS, say);
  if (value > 0) return value;
  throw unitError(
    `${what}: a packet rate must be above zero, got "${text}"`,
    `Write for example ${say.example}.`,
  );
}

/** `1%` or `0.5%` to a probability, 0..1. */
export function parsePercent(text: string, what: string): number {
  const value = parseWithUnit(text, what, {'%': 0.01}, {kind: 'a percentage', example: '1%'});
  if (value <= 1) return value;
  throw unitError(`${what}: "${text}" is more than 100%`, 'Give a share from 0% to 100%.');
}

function parseWithUnit(
  text: string,
  what: string,
  units: Record<string, number>,
  say: {kind: string; example: string},
): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z%]*)$/i.exec(text.trim());
  const unit = match?.[2]?.toLowerCase() ?? '';
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  if (match && factor !== undefined) return Number(match[1]) * factor;
  const names = Object.keys(units).join(', ');
  const unitNames = Object.keys(units).length > 1 ? `one of ${names}` : names;
  if (match && unit === '') {
    throw unitError(
      `${what}: "${text}" has no unit`,
      `Write it with ${unitNames}, for example ${say.example}.`,
    );
  }
  throw unitError(
    `${what}: "${text}" is not ${say.kind}`,
    `Write for example ${say.example} (units: ${names}).`,
  );
}

function unitError(message: string, hint: string): ClawError {
  return new ClawError(message, {code: 'UNIT_INVALID', hint});
}
