import {join} from 'node:path';
import {z} from 'zod';
import {LineRpcServer} from '../../agent/control/line-rpc-server.js';
import {didYouMean} from '../../did-you-mean.js';
import {ClawError} from '../../errors.js';
import type {Lab} from '../../lab/lab.js';
import type {LinkModels} from '../../lab/links/model.js';
import {controlParams} from '../control-params.js';
import {changedLink} from '../link-change.js';
import type {Entry} from './enter.js';
import {hostNames, statusOf} from './status.js';

export const LAB_SOCKET = 'lab.sock';

const entryRequest = z.strictObject({host: z.string()});

export interface LabServerOptions {
  lab: Lab;
  topology: string;
  directory: string;
  onImpaired(link: string, models: LinkModels): void;
  /** Somebody asked for the end of the lab. */
  onDown(): void;
}

/** Lets other terminals see, enter, change and end a running lab. */
export async function serveLab(options: LabServerOptions): Promise<LineRpcServer> {
  const {lab, topology, directory, onImpaired, onDown} = options;
  return LineRpcServer.listen(join(directory, LAB_SOCKET), {
    status: () => statusOf(lab, topology),
    enter: (params) => entryOf(lab, controlParams(entryRequest, params).host),
    impair: async (params) => {
      const {link, models} = changedLink(params, lab.links());
      await lab.impair(link, models);
      onImpaired(link, models);
      return models;
    },
    down: onDown,
  });
}

/** Throws `HOST_UNKNOWN`. */
function entryOf(lab: Lab, host: string): Entry {
  const known = hostNames(lab);
  if (!known.includes(host)) {
    const guess = didYouMean(host, known);
    throw new ClawError(`the lab has no host "${host}"`, {
      code: 'HOST_UNKNOWN',
      hint: `${guess ? `Did you mean "${guess}"? ` : ''}Hosts: ${known.join(', ')}.`,
    });
  }
  const access = lab.access.find((candidate) => candidate.host === host);
  const {ownerPid: pid, fabric} = lab.spec;
  return {host, pid, fabric, ...(access ? {access} : {})};
}
