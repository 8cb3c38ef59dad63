import {ClawError} from '../../errors.js';

export function unknownSite(name: string, known: Iterable<{name: string}>): ClawError {
  const names = [...known].map((site) => site.name).join(', ');
  return new ClawError(`the lab has no site "${name}"`, {
    code: 'SITE_UNKNOWN',
    hint: `Sites: ${names}.`,
  });
}

export function noNat(site: string): ClawError {
  return new ClawError(`site "${site}" has no NAT to rebind`, {
    code: 'NAT_ABSENT',
    hint: 'Give the site a NAT, for example --nat home.',
  });
}
