import type {Endpoint} from '../../stun/message.js';
import type {NatScope} from '../nat/config.js';
import {sameEndpoint} from './targets.js';

/** What one socket saw. Absent: not asked, or never answered. */
export interface SocketView {
  /** Its address within the site. */
  local: Endpoint;
  /** How the server's endpoints saw it. */
  mapped: {primary?: Endpoint; otherAddress?: Endpoint; otherBoth?: Endpoint};
  /** Whether answers from endpoints that the socket never sent to came in. */
  entered?: {otherPort: boolean; otherBoth: boolean};
}

/** Kinds of port allocation that can be told apart from outside. */
export type SeenAllocation = 'port-preserving' | 'sequential' | 'block' | 'random';

/** A NAT as measured (RFC 5780 section 4). Absent: the answers do not decide it. */
export interface MeasuredNat {
  /** False: not one answer came back. */
  reachable: boolean;
  /** False: the sockets are seen under their own addresses. */
  translated: boolean;
  mapping?: NatScope;
  filtering?: NatScope;
  allocation?: SeenAllocation;
  externalAddress?: string;
  /** External ports of the sockets, in the order they sent. */
  ports: number[];
}

/** Shares of the sockets that must show a pattern: some ports may have been taken already. */
const PATTERN_SHARE = 0.8;
/** Other programs of the site may open mappings between two of ours. */
const STEP_MAX = 16;
/** Ports further apart than this are of no block: carriers give 64 to 1024 a subscriber. */
const BLOCK_PORTS_MAX = 1024;
/** Fewer ports may look like anything by chance. */
const PORTS_MIN = 8;

/** What the views of several sockets, opened one after the other, say about the NAT between. */
export function classifyNat(views: readonly SocketView[]): MeasuredNat {
  const mapped = views.flatMap(({mapped: {primary}}) => primary ?? []);
  const ports = mapped.map(({port}) => port);
  const [first] = mapped;
  if (first === undefined) return {reachable: false, translated: false, ports};
  const translated = isTranslated(views);
  const filtering = strictest(views.flatMap(filteringOf));
  const common = {
    reachable: true,
    translated,
    ...(filtering === undefined ? {} : {filtering}),
    externalAddress: first.address,
    ports,
  };
  if (!translated) return common;
  const mapping = majority(views.flatMap(mappingOf));
  const allocation = allocationOf(views);
  return {
    ...common,
    ...(mapping === undefined ? {} : {mapping}),
    ...(allocation === undefined ? {} : {allocation}),
  };
}

function isTranslated(views: readonly SocketView[]): boolean {
  return views.some(({local, mapped: {primary}}) => primary && !sameEndpoint(local, primary));
}

/** RFC 5780 section 4.3. */
function mappingOf({mapped}: SocketView): NatScope[] {
  const {primary, otherAddress, otherBoth} = mapped;
  if (!primary || !otherAddress || !otherBoth) return [];
  if (!sameEndpoint(otherAddress, otherBoth)) return ['address-and-port-dependent'];
  return [sameEndpoint(primary, otherAddress) ? 'endpoint-independent' : 'address-dependent'];
}

/** RFC 5780 section 4.4. */
function filteringOf({entered}: SocketView): NatScope[] {
  if (!entered) return [];
  if (entered.otherBoth) return ['endpoint-independent'];
  return [entered.otherPort ? 'address-dependent' : 'address-and-port-dependent'];
}

const SCOPES: readonly NatScope[] = [
  'endpoint-independent',
  'address-dependent',
  'address-and-port-dependent',
];

/**
 * A port that another socket used shortly before may still be open for more than ours was: that
 * makes a NAT look more permissive, never less.
 */
function strictest(seen: readonly NatScope[]): NatScope | undefined {
  return SCOPES.findLast((scope) => seen.includes(scope));
}

/** Two sockets that want the same external port make one of them look different. */
function majority(seen: readonly NatScope[]): NatScope | undefined {
  return SCOPES.find((scope) => seen.filter((each) => each === scope).length * 2 > seen.length);
}

function allocationOf(views: readonly SocketView[]): SeenAllocation | undefined {
  const pairs = views.flatMap(({local, mapped: {primary}}) =>
    primary ? [{inside: local.port, outside: primary.port}] : [],
  );
  if (pairs.length < PORTS_MIN) return undefined;
  const kept = pairs.filter(({inside, outside}) => inside === outside);
  if (kept.length >= PATTERN_SHARE * pairs.length) return 'port-preserving';
  const ports = pairs.map(({outside}) => outside);
  const steps = ports.slice(1).map((port, index) => port - (ports[index] ?? port));
  const small = steps.filter((step) => step > 0 && step <= STEP_MAX);
  if (small.length >= PATTERN_SHARE * steps.length) return 'sequential';
  const span = Math.max(...ports) - Math.min(...ports) + 1;
  return span <= BLOCK_PORTS_MAX ? 'block' : 'random';
}
