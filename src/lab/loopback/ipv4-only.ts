import {ClawError, ExitCode} from '../../errors.js';
import type {LabSpec} from '../lab.js';

/** Throws `IPV6_UNSUPPORTED` when a site asks for IPv6: every address of this fabric is 127.0.0.1. */
export function checkIpv4Only({sites}: Pick<LabSpec, 'sites'>): void {
  const asking = sites.find(({ipv6}) => ipv6);
  if (asking === undefined) return;
  throw new ClawError(`the loopback fabric has no IPv6, which site "${asking.name}" asks for`, {
    code: 'IPV6_UNSUPPORTED',
    hint: 'Choose the netns fabric, or leave IPv6 out.',
    exitCode: ExitCode.unsupported,
  });
}
