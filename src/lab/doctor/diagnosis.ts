import type {Fabric} from '../lab.js';
import {type ChosenLab, chooseLab, netnsAbility} from './choose.js';
import {gatherFacts, type MachineFacts} from './facts.js';
import {PROGRAMS, type ProgramName} from './packages.js';
import {type DiagnosisRow, kernelRows, labRows, machineRows, programRows} from './rows.js';
import {readVersions} from './versions.js';

/** What this machine can do, row by row, and the conclusion. */
export interface Diagnosis {
  rows: DiagnosisRow[];
  fabrics: Record<Fabric, boolean>;
  /** What `auto` chooses; null when no fabric works. */
  lab: ChosenLab | null;
}

/** Node before this lacks what claw relies on (`engines` in package.json). */
const NODE_MIN = {major: 20, minor: 18};

/** Looks at this machine and says what it can do. */
export async function diagnose(): Promise<Diagnosis> {
  const facts = await gatherFacts();
  const installed = PROGRAMS.filter((name) => !facts.missingPrograms.includes(name));
  return toDiagnosis(facts, await readVersions(installed));
}

/** The facts as rows with advice, and the conclusion. */
export function toDiagnosis(
  facts: MachineFacts,
  versions: ReadonlyMap<ProgramName, string>,
): Diagnosis {
  const nodeSupported = isSupportedNode(facts.node);
  const lab = nodeSupported ? chooseLab(facts, {fabric: 'auto', links: 'auto'}) : null;
  return {
    rows: [
      ...machineRows(facts, nodeSupported),
      ...kernelRows(facts),
      ...programRows(facts.missingPrograms, versions),
      ...labRows(lab, facts.root),
    ],
    fabrics: {netns: nodeSupported && netnsAbility(facts).ok, loopback: nodeSupported},
    lab,
  };
}

function isSupportedNode(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > NODE_MIN.major || (major === NODE_MIN.major && minor >= NODE_MIN.minor);
}
