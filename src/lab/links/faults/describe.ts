import type {Fault} from './fault.js';

/** A fault in words: `drop stun-check #2`, `delay any every 10`, `corrupt rtp`. */
export function describeFault({action, class: name, nth, every, delayMs}: Fault): string {
  const which = nth === undefined ? '' : ` #${nth}`;
  const rhythm = every === undefined ? '' : ` every ${every}`;
  const by = action === 'delay' ? ` by ${delayMs ?? 0}ms` : '';
  return `${action} ${name}${which}${rhythm}${by}`;
}
