import {VectorReader} from '../../core/packing/vector-reader.js';
import {VectorWriter} from '../../core/packing/vector-writer.js';
import {ELEMENTS_MAX, packedBytes, VectorFormat} from '../../core/packing/vectors.js';
import {ClawError} from '../../errors.js';
import {measureOperation, type OperationFigures} from './operation.js';

export interface PackingBench {
  dimension: number;
  rows: PackingRow[];
}

export interface PackingRow extends OperationFigures {
  /** One of ours, or what else one could do. */
  name: string;
  isPeer: boolean;
  direction: 'pack' | 'unpack';
  /** Of one packed vector. */
  bytes: number;
}

export interface PackingBenchOptions {
  /** Elements of a vector. */
  dimension: number;
  /** For each row. */
  durationMs: number;
}

type Operations = Pick<PackingRow, 'name' | 'isPeer' | 'bytes'> &
  Record<'pack' | 'unpack', () => void>;

/**
 * Packs and unpacks one vector over and over: in every format of ours, and as others would.
 *
 * @throws ClawError when a vector cannot have so many elements
 */
export function benchPacking({dimension, durationMs}: PackingBenchOptions): PackingBench {
  if (dimension > ELEMENTS_MAX)
    throw new ClawError(`a vector has at most ${ELEMENTS_MAX} elements, not ${dimension}`, {
      code: 'BENCH_DIMENSION',
      hint: 'Models have a few hundred to a few thousand: try --dimension 768.',
    });
  const vector = Float32Array.from({length: dimension}, (_, index) => Math.sin(index));
  const ours = Object.entries(VectorFormat).map(([name, format]) => packer(name, format, vector));
  const peers = [writeFloats(vector), typedArray(vector), json(vector)];
  const rows = [...ours, ...peers].flatMap((operations) =>
    (['pack', 'unpack'] as const).map((direction) => {
      const {name, isPeer, bytes} = operations;
      const figures = measureOperation(operations[direction], durationMs);
      return {name, isPeer, direction, bytes, ...figures};
    }),
  );
  return {dimension, rows};
}

function packer(name: string, format: VectorFormat, vector: Float32Array): Operations {
  const bytes = packedBytes(format, vector.length);
  const buffer = new Uint8Array(bytes);
  const target = new Float32Array(vector.length);
  const writer = new VectorWriter();
  const reader = new VectorReader();
  const pack = () => {
    writer.begin(buffer);
    writer.write(format, vector);
  };
  const unpack = () => {
    reader.begin(buffer);
    reader.next();
    reader.read(target);
  };
  return {name, isPeer: false, bytes, pack, unpack};
}

function writeFloats(vector: Float32Array): Operations {
  const bytes = 4 * vector.length;
  const buffer = Buffer.alloc(bytes);
  const target = new Float32Array(vector.length);
  const pack = () => {
    for (let index = 0; index < vector.length; index++)
      buffer.writeFloatLE(vector[index] as number, 4 * index);
  };
  const unpack = () => {
    for (let index = 0; index < target.length; index++)
      target[index] = buffer.readFloatLE(4 * index);
  };
  return {name: 'Buffer.writeFloatLE', isPeer: true, bytes, pack, unpack};
}

/** With a view of the buffer for each vector, as one writes it without a writer that keeps views. */
function typedArray(vector: Float32Array): Operations {
  const bytes = 4 * vector.length;
  const buffer = new ArrayBuffer(bytes);
  const target = new Float32Array(vector.length);
  const pack = () => new Float32Array(buffer, 0, vector.length).set(vector);
  const unpack = () => target.set(new Float32Array(buffer, 0, target.length));
  return {name: 'Float32Array.set', isPeer: true, bytes, pack, unpack};
}

function json(vector: Float32Array): Operations {
  const target = new Float32Array(vector.length);
  let text = JSON.stringify(Array.from(vector));
  const bytes = text.length;
  const pack = () => {
    text = JSON.stringify(Array.from(vector));
  };
  const unpack = () => target.set(JSON.parse(text) as number[]);
  return {name: 'JSON', isPeer: true, bytes, pack, unpack};
}
