import {runMeshSession, type SessionOptions} from '../mesh/session.js';
import {type MatrixOptions, matrixLayout, matrixMesh, type NatMatrix, natMatrix} from './matrix.js';

export interface MatrixRunOptions extends Omit<SessionOptions, 'mesh' | 'layout'> {
  matrix: MatrixOptions;
}

/** Runs the matrix in one mesh. Rejects as `runMeshSession` does, and with `RUN_INVALID`. */
export async function runNatMatrix(
  options: MatrixRunOptions,
): Promise<{matrix: NatMatrix; passed: boolean; evidence?: string}> {
  const {matrix: asked, ...session} = options;
  const {result, passed, invalid, evidence} = await runMeshSession({
    ...session,
    mesh: matrixMesh(asked),
    layout: matrixLayout(asked),
  });
  if (invalid) throw invalid;
  const matrix = natMatrix(result, asked.rttMs);
  return {
    matrix,
    passed: passed && (session.signal.aborted || matrix.agreeing === matrix.pairs.length),
    ...(evidence === undefined ? {} : {evidence}),
  };
}
