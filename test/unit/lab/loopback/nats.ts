import type {NatConfig} from '../../../../src/lab/nat/config.js';
import {NAT_GRID} from '../../../../src/lab/nat/grid.js';

/** A type of the grid, with some of it changed. */
export function nat(name: string, more: Partial<NatConfig> = {}): NatConfig {
  const config = NAT_GRID[name];
  if (config === undefined) throw new Error(`no NAT ${name}`);
  return {...config, ...more};
}
