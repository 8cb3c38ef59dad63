import {parseSignal, type Signal} from '../../core/signaling/signal.js';

/** Messages between an agent and a seed: JSON text frames over WebSocket. */
export type ToSeed = {type: 'hello'; agent: string} | {type: 'signal'; to: string; signal: Signal};

export type FromSeed =
  | {type: 'welcome'}
  | {type: 'refused'; reason: string}
  | {type: 'signal'; from: string; signal: Signal}
  | {type: 'unreachable'; to: string; attempt: string};

export const ENVELOPE_BYTES_MAX = 65_536;
const NAME = /^[a-z0-9][a-z0-9._-]{0,62}$/i;

export function isAgentName(value: unknown): value is string {
  return typeof value === 'string' && NAME.test(value);
}

/** `undefined` for anything that is not a valid message to a seed. */
export function parseToSeed(text: string): ToSeed | undefined {
  const value = parseJson(text);
  if (value?.['type'] === 'hello' && isAgentName(value['agent'])) {
    return {type: 'hello', agent: value['agent']};
  }
  if (value?.['type'] !== 'signal' || !isAgentName(value['to'])) return undefined;
  const signal = parseSignal(value['signal']);
  return signal && {type: 'signal', to: value['to'], signal};
}

/** `undefined` for anything that is not a valid message from a seed. */
export function parseFromSeed(text: string): FromSeed | undefined {
  const value = parseJson(text);
  switch (value?.['type']) {
    case 'welcome':
      return {type: 'welcome'};
    case 'refused':
      return {type: 'refused', reason: String(value['reason']).slice(0, 256)};
    case 'unreachable': {
      const {to, attempt} = value as {to?: unknown; attempt?: unknown};
      return isAgentName(to) && typeof attempt === 'string'
        ? {type: 'unreachable', to, attempt}
        : undefined;
    }
    case 'signal': {
      const signal = parseSignal(value['signal']);
      return signal && isAgentName(value['from'])
        ? {type: 'signal', from: value['from'], signal}
        : undefined;
    }
    default:
      return undefined;
  }
}

function parseJson(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
