import {ClawError} from '../errors.js';
import {applySteps} from './apply.js';
import {readFlows} from './flows.js';
import {endProcesses, startProcess} from './host-process.js';
import type {FlowCount, HostAccess, HostProcess, Lab, LabProgress, LabSpec} from './lab.js';
import {type LinkControl, startLinks} from './link-control.js';
import {SERVICES} from './names.js';
import {natControl} from './nat/control.js';
import {type Plan, planLab} from './plan.js';
import {stunTargets} from './probe/targets.js';
import {checkPrograms} from './programs.js';
import {listNamespaces, removeNamespaces} from './remove-namespaces.js';
import {type Coturn, startCoturn, TURN_PORT} from './services/coturn.js';
import {inNamespace} from './step.js';
import type {Topology} from './topology.js';

/** The one port that every firewall profile leaves open. */
const SEED_PORT = 443;
/** coturn answers from it when it is asked to change its port; it listens there by itself. */
const ALTERNATE_TURN_PORT = 3479;
const REFLECTOR_PORT = 3490;

/**
 * Brings up a lab of network namespaces, its links and its TURN server. Needs root, or a user
 * namespace (`rootless.ts`).
 *
 * Rejects, with everything removed again, with `PROGRAM_MISSING`, `TURN_MISSING`, `TURN_FAILED`,
 * `LAB_STEP_FAILED`, `LAB_EXISTS` or an error of `planLab`.
 */
export async function createNetnsLab(spec: LabSpec, progress?: LabProgress): Promise<Lab> {
  const plan = planLab(spec);
  await checkPrograms();
  await checkNothingThere(plan);
  const running: Running = {};
  try {
    await applySteps(plan.steps, progress);
    progress?.('links');
    const links = await startLinks(spec, plan.topology);
    running.links = links;
    progress?.('TURN server');
    const {services} = plan.topology;
    const coturn = await startCoturn({
      command: (argv) => inNamespace(services.namespace, argv),
      address: services.address,
      alternateAddress: services.alternateAddress,
      webAddress: services.webAddress,
      ...(services.ipv6 ? {ipv6Address: services.ipv6.address} : {}),
      seed: spec.seed,
      directory: spec.directory,
    });
    return netnsLab(spec, plan, {links, coturn});
  } catch (error) {
    await running.links?.stop();
    await removeNamespaces(plan.namespaces);
    throw error;
  }
}

interface Running {
  links?: LinkControl;
}

function netnsLab(spec: LabSpec, plan: Plan, services: {links: LinkControl; coturn: Coturn}): Lab {
  const {topology} = plan;
  const {links, coturn} = services;
  const processes: HostProcess[] = [];
  const namespaceOf = hostNamespaces(topology);
  const nats = natControl(topology, spec.seed);
  let goingDown: Promise<{leftovers: string[]}> | undefined;

  const takeDown = async () => {
    await endProcesses([...processes, coturn.process.current]);
    await links.stop();
    return {leftovers: await removeNamespaces(plan.namespaces)};
  };

  return {
    spec,
    turn: 'coturn',
    seed: {host: SERVICES, listen: {address: topology.services.address, port: SEED_PORT}},
    access: accessOf(topology, coturn.turn),
    turnServers: coturn.places,
    turnProcess: coturn.process,
    spawn: (host, argv, options) => {
      const namespace = namespaceOf.get(host);
      if (namespace === undefined) throw new Error(`the lab has no host "${host}"`);
      const started = startProcess(inNamespace(namespace, argv), options);
      processes.push(started);
      return started;
    },
    impair: (link, change) => links.set(link, change),
    links: () => links.models(),
    linkStats: async () => new Map(Object.entries(await links.stats())),
    rebindNat: (site) => nats.rebind(site),
    flushNat: (site) => nats.flush(site),
    flows: () => allFlows(topology),
    serviceDied: diesFirst(links, coturn, () => goingDown !== undefined),
    down: () => {
      goingDown ??= takeDown();
      return goingDown;
    },
  };
}

async function checkNothingThere(plan: Plan): Promise<void> {
  const wanted = new Set(plan.namespaces);
  const there = (await listNamespaces()).filter((name) => wanted.has(name));
  if (there.length === 0) return;
  throw new ClawError(`namespaces of this name exist already: ${there.join(', ')}`, {
    code: 'LAB_EXISTS',
    hint: 'Take the other lab of this process down first; `claw clean` removes what a killed run left.',
  });
}

function hostNamespaces({services, sites}: Topology): Map<string, string> {
  const hosts = sites.flatMap((site) => site.hosts);
  return new Map([
    [SERVICES, services.namespace],
    ...hosts.map((host) => [host.name, host.namespace] as const),
  ]);
}

function accessOf({services, sites}: Topology, turn: Coturn['turn']): HostAccess[] {
  return sites.flatMap((site) =>
    site.hosts.map((host) => ({
      host: host.name,
      site: site.name,
      nat: site.natName,
      seedUrl: `ws://${services.address}:${SEED_PORT}`,
      stun: `${services.alternateAddress}:${TURN_PORT}`,
      turn,
      probe: {
        // In this order: asked at its other address, coturn 4.6 answers from there whatever it is
        // asked to change.
        stun: stunTargets(
          {address: services.address, port: TURN_PORT},
          {address: services.alternateAddress, port: ALTERNATE_TURN_PORT},
        ),
        reflector: {address: services.address, port: REFLECTOR_PORT},
        // The seed has this port at the other address.
        tcpReflector: {address: services.alternateAddress, port: SEED_PORT},
      },
    })),
  );
}

async function allFlows({core, services, sites}: Topology): Promise<FlowCount[]> {
  const withIpv6 = sites.filter(({ipv6}) => ipv6 !== undefined);
  const counts = await Promise.all([
    readFlows({namespace: core, counted: 'ip', router: 'core'}),
    ...sites.map(({namespace, name}) => readFlows({namespace, counted: 'bridge', router: name})),
    ...(services.ipv6 ? [readFlows({namespace: core, counted: 'ip6', router: 'core'})] : []),
    ...withIpv6.map(({namespace, name}) =>
      readFlows({namespace, counted: 'bridge6', router: name}),
    ),
  ]);
  return counts.flat();
}

/** Stays pending when the lab goes down first: services are then meant to end. */
function diesFirst(
  links: LinkControl,
  coturn: Coturn,
  goingDown: () => boolean,
): Lab['serviceDied'] {
  return new Promise((resolve) => {
    const died = (service: string, reason: string) => {
      if (!goingDown()) resolve({service, reason});
    };
    void links.ended.then(({reason}) => died('links', reason));
    void coturn.process.died.then(({code, signal}) =>
      died('coturn', signal ? `ended by ${signal}` : `ended with code ${code}`),
    );
  });
}
