import {cleanup} from 'node-datachannel';
import {LineRpcServer} from '../control/line-rpc-server.js';
import {Worker} from './worker.js';

export interface RunWorkerOptions {
  /** Path of the control socket. */
  controlPath: string;
  /** Aborted when the worker is to end. */
  signal: AbortSignal;
}

/** Runs one worker of a bench until `signal` aborts. */
export async function runWorker({controlPath, signal}: RunWorkerOptions): Promise<void> {
  const worker = new Worker();
  const control = await LineRpcServer.listen(controlPath, worker.handlers());
  try {
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), {once: true});
    });
  } finally {
    worker.closeAll();
    await control.close();
    cleanup();
  }
}
