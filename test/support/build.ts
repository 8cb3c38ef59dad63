import {execa} from 'execa';
import {CLAW} from './cli.js';

/** Sets the checkout up before the first test, so that no test meets `bin/claw` doing it. */
export async function setup(): Promise<void> {
  await execa(CLAW, ['--version']);
}
