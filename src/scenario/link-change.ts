import {z} from 'zod';
import {ClawError} from '../errors.js';
import {parseLinkFile} from '../lab/links/link-file.js';
import type {LinkModels} from '../lab/links/model.js';
import {controlParams} from './control-params.js';

const linkChange = z.strictObject({link: z.string(), settings: z.string(), keep: z.boolean()});

/** What a link of a running lab is to be. */
export interface LinkChange {
  link: string;
  /** As a link file has it (docs/links.md). */
  settings: string;
  /** Whether what is not named stays as it is; otherwise it is taken away. */
  keep: boolean;
}

/**
 * The models that a request over a control socket asks for, where `links` are those of now. A link
 * that is not there is left to the lab to refuse. Throws `CONTROL_PARAMS_INVALID`,
 * `LINK_FILE_INVALID` or `TRACE_UNSUPPORTED`.
 */
export function changedLink(
  params: unknown,
  links: ReadonlyMap<string, LinkModels>,
): {link: string; models: LinkModels} {
  const {link, settings, keep} = controlParams(linkChange, params);
  const base = keep ? links.get(link) : undefined;
  return {link, models: parseLinkFile(settings, 'SETTINGS', noTraces, base)};
}

function noTraces(name: string): never {
  throw new ClawError(`a running link cannot be given the trace ${name}`, {
    code: 'TRACE_UNSUPPORTED',
    hint: 'Name the trace in the topology file.',
  });
}
