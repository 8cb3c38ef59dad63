import {findRunning, type RunKind} from '../find-running.js';
import {RunClient} from '../run-client.js';
import type {Entry} from './enter.js';
import {LAB_SOCKET} from './lab-server.js';
import type {LabStatus} from './status.js';

const LAB: RunKind = {
  socket: LAB_SOCKET,
  name: 'lab',
  plural: 'labs',
  start: 'claw lab up TOPOLOGY',
};

/** The control connection of a running lab. */
export class LabClient extends RunClient<LabStatus> {
  /**
   * @param pid the owner of the lab; may be left out while only one is up
   * @throws ClawError `LAB_NOT_FOUND` or `LAB_AMBIGUOUS`
   */
  static async find(pid: number | undefined): Promise<LabClient> {
    return new LabClient(await findRunning(LAB, pid));
  }

  /** How to run a program in a host. Throws `HOST_UNKNOWN`. */
  async enter(host: string): Promise<Entry> {
    return (await this.rpc.request('enter', {host})) as Entry;
  }
}
