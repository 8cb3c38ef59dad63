import type {AddressReach, ServerReach} from '../lab/reachability/reach.js';
import {endpointText} from '../lab/reachability/server-uri.js';
import type {TextRow} from './rows-text.js';

type Line = Omit<TextRow, 'group'>;

/** A server that was asked as rows: a group of its own, a row an address, and one a relay. */
export function reachRows(reach: ServerReach): TextRow[] {
  const lines = reach.problem
    ? [problemLine('name', 'failed', reach.problem)]
    : reach.addresses.flatMap((address) => addressLines(address, reach.works));
  return lines.map((line) => ({group: reach.server, ...line}));
}

/** What fails over one family and works over the other costs little: a client uses the other. */
function addressLines(reach: AddressReach, works: boolean): Line[] {
  const {family, address, port, rttMs, mapped, problem} = reach;
  const failed = works ? 'limited' : 'failed';
  const place = endpointText(address, port);
  if (problem) {
    return [problemLine(family, failed, {...problem, message: `${place}: ${problem.message}`})];
  }
  const value = `${place} answers in ${(rttMs ?? 0).toFixed(1)} ms`;
  const seen = mapped ? [endpointText(mapped.address, mapped.port)] : [];
  return [
    {name: family, state: 'ok', value},
    ...seen.map((text): Line => ({name: `${family} seen as`, state: 'ok', value: text})),
    ...relayLines(reach, failed),
  ];
}

function relayLines({family, allocation}: AddressReach, failed: 'limited' | 'failed'): Line[] {
  const name = `${family} relay`;
  switch (allocation?.state) {
    case 'granted': {
      const {relayed} = allocation;
      return [{name, state: 'ok', value: endpointText(relayed.address, relayed.port)}];
    }
    case 'refused':
      return [problemLine(name, failed, allocation.problem)];
    case 'wantsCredentials': {
      const hint = 'Give --turn-user, and --turn-password or CLAW_TURN_PASSWORD.';
      return [{name, state: 'limited', value: 'not tried: it wants credentials', hint}];
    }
    default:
      return [];
  }
}

function problemLine(
  name: string,
  state: 'limited' | 'failed',
  {message, hint}: {message: string; hint: string},
): Line {
  return {name, state, value: message, hint};
}
