import {ClawError, ExitCode} from '../../errors.js';
import type {RunCertification} from '../events.js';

/** Asked of a mesh whose lab is still being built. */
export function notUp(): ClawError {
  return new ClawError('the lab is not up yet', {
    code: 'MESH_NOT_UP',
    hint: 'Wait until "claw mesh status" shows the agents.',
    exitCode: ExitCode.failed,
  });
}

/** A part of the lab ended while it was needed. */
export function serviceDied(service: string, reason: string): ClawError {
  return new ClawError(`${service} died while the mesh was up: ${reason}`, {
    code: 'LAB_SERVICE_DIED',
    hint: 'The lab was no longer what was asked for, so nothing measured here counts. Run it again.',
    exitCode: ExitCode.invalidRun,
  });
}

/** The network was not what was asked for; each mismatch names the router or the link. */
export function runInvalid({mismatches}: RunCertification): ClawError {
  const [first = '', ...others] = mismatches;
  const more = others.length > 0 ? `; and ${others.length} more` : '';
  return new ClawError(`this run does not count: ${first}${more}`, {
    code: 'RUN_INVALID',
    hint:
      'Something changed the lab, or the machine is too busy to emulate it: run it again. ' +
      '--no-certify goes on regardless.',
    exitCode: ExitCode.invalidRun,
  });
}
