import {mismatches, type When} from '../../lab/certify/certification.js';
import {certify} from '../../lab/certify/certify.js';
import type {Lab} from '../../lab/lab.js';
import type {Emit, RunCertification} from '../events.js';

/** Certifies the lab of a run before its agents start and after they have ended. */
export class RunCertifier {
  readonly #emit: Emit;
  readonly #result: RunCertification;

  /** `enabled`: false when the user asked for none. */
  constructor(emit: Emit, enabled: boolean) {
    this.#emit = emit;
    const verdict = enabled ? 'incomplete' : 'off';
    this.#result = {verdict, mismatches: [], tookMs: {}, nats: [], links: []};
  }

  /** What is known so far. */
  get result(): RunCertification {
    return this.#result;
  }

  /** False: the lab is not what was asked for. Rejects with `PROBE_FAILED`. */
  async pass(lab: Lab, when: When): Promise<boolean> {
    const result = this.#result;
    if (result.verdict === 'off') return true;
    this.#emit({type: 'phase', phase: 'certify'});
    const startedMs = performance.now();
    const certification = await certify(lab, when);
    // Ports that flows of the probe hold would be missing to the agents. Not before the second pass:
    // routers that forget are set up anew, and what somebody did to them would not be seen.
    if (when === 'before') await forgetFlows(lab);
    const tookMs = Math.round(performance.now() - startedMs);
    const differing = mismatches(certification);
    result.tookMs[when] = tookMs;
    result.nats.push(...certification.nats);
    result.links.push(...certification.links);
    result.mismatches.push(...differing);
    if (result.mismatches.length > 0) result.verdict = 'invalid';
    else if (when === 'after') result.verdict = 'valid';
    this.#emit({type: 'certification', when, tookMs, ...certification, mismatches: differing});
    return differing.length === 0;
  }
}

async function forgetFlows(lab: Lab): Promise<void> {
  await Promise.all(lab.spec.sites.map(({name}) => lab.flushNat(name)));
}
