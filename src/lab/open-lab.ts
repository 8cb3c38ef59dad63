import type {Lab, LabProgress, LabSpec} from './lab.js';

/** Brings up the lab in the fabric that `spec` asks for. Rejects with everything removed again. */
export async function openLab(spec: LabSpec, progress?: LabProgress): Promise<Lab> {
  if (spec.fabric === 'netns') {
    const {createNetnsLab} = await import('./netns-lab.js');
    return createNetnsLab(spec, progress);
  }
  const {createLoopbackLab} = await import('./loopback/loopback-lab.js');
  return createLoopbackLab(spec, progress);
}
