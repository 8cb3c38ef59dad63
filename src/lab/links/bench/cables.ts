import {namespaceName} from '../../names.js';
import type {Step} from '../../step.js';
import type {LinkModel} from '../model.js';
import {netemArgs} from '../netem.js';

/** Interfaces at the two ends of the link, each alone in its namespace. */
export const SITE_END = 'site';
export const CORE_END = 'core';
/** Their peers, between which a driver is to be the link. */
export const SITE_WIRE = 'wire1';
export const CORE_WIRE = 'wire2';
const BRIDGE = 'bridge';

export interface BenchNamespaces {
  site: string;
  core: string;
  wires: string;
}

export function benchNamespaces(ownerPid: number): BenchNamespaces {
  const named = (name: string) => namespaceName(ownerPid, `bench-${name}`);
  return {site: named('site'), core: named('core'), wires: named('wires')};
}

/** A site and a core, each with a cable into a third namespace, where nothing joins them yet. */
export function cableSteps({site, core, wires}: BenchNamespaces): Step[] {
  const names = [site, core, wires];
  const cable = (wire: string, end: string, namespace: string) => [
    `link add ${wire} netns ${wires} type veth peer name ${end} netns ${namespace}\n`,
  ];
  return [
    batch('namespaces', names.map((name) => `netns add ${name}\n`).join('')),
    ...names.map((netns) => ({
      title: 'kernel settings',
      argv: ['sysctl', '-qew', 'net.ipv6.conf.all.disable_ipv6=1'],
      netns,
    })),
    batch(
      'cables',
      [...cable(SITE_WIRE, SITE_END, site), ...cable(CORE_WIRE, CORE_END, core)].join(''),
    ),
    up(site, SITE_END),
    up(core, CORE_END),
    up(wires, SITE_WIRE, CORE_WIRE),
  ];
}

/** The kernel as the link: a bridge joins the wires, and netem impairs what leaves for the core. */
export function netemLinkSteps({wires}: BenchNamespaces, model: LinkModel): Step[] {
  const tc = ['tc', 'qdisc', 'add', 'dev', CORE_WIRE, 'root', 'netem', ...netemArgs(model)];
  const join = [SITE_WIRE, CORE_WIRE].map((wire) => `link set ${wire} master ${BRIDGE}\n`).join('');
  return [
    {title: 'netem', argv: tc, netns: wires},
    batch('netem', `link add ${BRIDGE} type bridge\nlink set ${BRIDGE} up\n${join}`, wires),
  ];
}

export function removeNetemLinkSteps({wires}: BenchNamespaces): Step[] {
  return [
    batch('netem off', `link del ${BRIDGE}\n`, wires),
    {title: 'netem off', argv: ['tc', 'qdisc', 'del', 'dev', CORE_WIRE, 'root'], netns: wires},
  ];
}

function up(netns: string, ...interfaces: string[]): Step {
  return batch('cables', interfaces.map((name) => `link set ${name} up\n`).join(''), netns);
}

function batch(title: string, stdin: string, netns?: string): Step {
  return {title, argv: ['ip', '-batch', '-'], stdin, ...(netns === undefined ? {} : {netns})};
}
