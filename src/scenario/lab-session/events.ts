import type {LinkModels} from '../../lab/links/model.js';
import type {LabStatus} from './status.js';

/** What a lab session says while it lasts; `atMs` counts from its start. */
export type LabEvent = {atMs?: number} & (
  | {type: 'step'; text: string}
  | {type: 'ready'; lab: LabStatus}
  | {type: 'impaired'; link: string; models: LinkModels}
  | {type: 'down'; leftovers: string[]}
);
