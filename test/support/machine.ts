import type {MachineFacts} from '../../src/lab/doctor/facts.js';

/** A machine on which everything works; tests take away from it. */
export const BEST_MACHINE: MachineFacts = {
  node: 'v20.18.0',
  platform: 'linux',
  system: 'Debian GNU/Linux 12 (bookworm)',
  kernel: '6.1.0-18-amd64',
  root: true,
  rootless: {ok: true},
  features: {veth: {ok: true}, nft: {ok: true}, netem: {ok: true}},
  missingPrograms: [],
};

export const NO_NETEM = {ok: false, why: 'this kernel has no sch_netem'} as const;
export const NO_ROOTLESS = {ok: false, why: 'AppArmor restricts them'} as const;
