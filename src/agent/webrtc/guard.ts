/**
 * Wraps a callback for node-datachannel: a throw inside one aborts the process without a word
 * (`uncaughtException` never fires), so it is turned into an ordinary uncaught error instead.
 */
export function guard<A extends unknown[]>(callback: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      callback(...args);
    } catch (error) {
      setImmediate(() => {
        throw error;
      });
    }
  };
}
