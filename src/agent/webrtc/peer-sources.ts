import type {RtcConfig} from 'node-datachannel';
import {SourceFilter} from '../socket-filter/source-filter.js';
import {localPort} from './description.js';
import type {PeerKind, PeerOptions} from './peer-contract.js';
import {parseHostPort} from './rtc-config.js';

/**
 * Keeps forbidden sources from a peer that is about to have its socket. Relayed peers need that not,
 * they listen on loopback; without a policy nobody does.
 *
 * @returns what is to be called at once when the library has made the socket, with its description.
 * That throws an Error when the socket is not found or takes no filter.
 */
export function sourcesFilter(
  {reach}: PeerKind,
  {policy, stun, bindAddress}: PeerOptions,
  {iceServers}: RtcConfig,
): (description: () => string | undefined) => SourceFilter | undefined {
  if (!policy || reach === 'relayed') return () => undefined;
  const isAsked = stun !== undefined && iceServers.length > 0;
  const open = SourceFilter.prepare(policy, isAsked ? parseHostPort(stun) : undefined);
  const address = bindAddress === undefined ? {} : {address: bindAddress};
  return (description) => {
    const port = localPort(description() ?? '');
    // A socket that nobody can be told of cannot be found by its port either.
    if (port === undefined) throw new Error('this host has no address of its own');
    return open?.({port, ...address});
  };
}
