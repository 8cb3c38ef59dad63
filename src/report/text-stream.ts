/** The part of a writable stream that line reporters need. */
export interface TextStream {
  write(text: string, done?: (error?: Error | null) => void): boolean;
}

/** Resolves when everything written before has left, or can no longer leave (the reader is gone). */
export function flushed(stream: TextStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
