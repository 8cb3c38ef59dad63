import {addressBatch, cableBatch, offloadBatch, settingsBatch} from './batches.js';
import {flowRules} from './flows.js';
import type {LabSpec} from './lab.js';
import type {LinkModel, LinkModels} from './links/model.js';
import {netemArgs} from './links/netem.js';
import {routerRules} from './nat/router.js';
import {renderStep, type Step} from './step.js';
import {
  edgeOf,
  layOut,
  namespacesOf,
  type RouterLayout,
  routersOf,
  type SiteLayout,
  type Topology,
} from './topology.js';

/** Every command that builds the network of a lab, in order. */
export interface Plan {
  topology: Topology;
  /** Namespaces the plan makes; removing them removes all it made. */
  namespaces: string[];
  steps: Step[];
}

/**
 * The plan of a `netns` lab: a pure function of `spec`. Services and the userspace link driver are
 * processes, and are started in the network once it stands.
 *
 * Throws `LAB_NAME_INVALID`, `LAB_TOO_LARGE`, `NAT_UNKNOWN`, `NAT_UNSUPPORTED`,
 * `FIREWALL_INVALID`.
 */
export function planLab(spec: LabSpec): Plan {
  const topology = layOut(spec);
  const namespaces = namespacesOf(topology);
  const made = namespaces.map((namespace) => `netns add ${namespace}\n`).join('');
  return {
    topology,
    namespaces,
    steps: [
      batchStep('namespaces', made),
      batchStep('kernel settings', settingsBatch(topology)),
      batchStep('cables', cableBatch(topology)),
      ...namespaces.map((namespace) => addressStep(topology, namespace)),
      batchStep('transmit offloads off', offloadBatch(topology)),
      nftStep('core router', topology.core, coreRules(topology)),
      ...topology.sites.flatMap((site) =>
        routersOf(site).map((router) => routerStep(site, router, spec.seed)),
      ),
      ...(topology.wires === undefined
        ? topology.sites.flatMap((site) => linkSteps(topology, site))
        : []),
    ],
  };
}

/** The plan as a shell script, for `--dry-run`. */
export function renderPlan(plan: Plan): string {
  let title = '';
  return plan.steps
    .map((step) => {
      const heading = step.title === title ? '' : `# ${step.title}\n`;
      title = step.title;
      return heading + renderStep(step);
    })
    .join('');
}

function batchStep(title: string, stdin: string): Step {
  return {title, argv: ['ip', '-batch', '-'], stdin};
}

function addressStep(topology: Topology, namespace: string): Step {
  const argv = ['ip', '-n', namespace, '-batch', '-'];
  return {title: 'addresses and routes', argv, stdin: addressBatch(topology, namespace)};
}

function nftStep(title: string, netns: string, stdin: string): Step {
  return {title, netns, argv: ['nft', '-f', '-'], stdin};
}

function coreRules({services}: Topology): string {
  return flowRules('ip') + (services.ipv6 ? flowRules('ip6') : '');
}

/** Flows are counted where the LAN is, once. */
function routerStep(site: SiteLayout, router: RouterLayout, seed: number): Step {
  const {title, namespace, wanAddress, lanCidr} = router;
  const inLan = flowRules('bridge') + (site.ipv6 ? flowRules('bridge6') : '');
  const counters = namespace === site.namespace ? inLan : '';
  return nftStep(title, namespace, counters + routerRules(router, {wanAddress, lanCidr, seed}));
}

/** A wire without impairments needs no netem, nor a kernel that has it. */
function linkSteps(topology: Topology, site: SiteLayout): Step[] {
  const impaired = Object.entries(site.link).filter(([, model]) => Object.keys(model).length > 0);
  return netemSteps(topology, site, Object.fromEntries(impaired));
}

/**
 * The commands that give a site's link these models, at first or in its later life. netem shapes
 * what an interface sends: each direction is set where it enters the wire.
 */
export function netemSteps(
  topology: Topology,
  site: SiteLayout,
  models: Partial<LinkModels>,
): Step[] {
  const netem = (netns: string, device: string, model: LinkModel): Step => ({
    title: `link ${site.name}`,
    netns,
    argv: ['tc', 'qdisc', 'replace', 'dev', device, 'root', 'netem', ...netemArgs(model)],
  });
  return [
    ...(models.up ? [netem(edgeOf(site).namespace, 'wan', models.up)] : []),
    ...(models.down ? [netem(topology.core, site.coreInterface, models.down)] : []),
  ];
}
