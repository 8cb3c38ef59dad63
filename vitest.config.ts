import {defineConfig} from 'vitest/config';

const lane = (name: string, testTimeout: number, serial = false) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout,
    hookTimeout: testTimeout,
    ...(serial ? {fileParallelism: false} : {}),
  },
});

/** Lanes of docs/testing.md. `cli` and `lab` run the built binary: `bin/test.js` builds first. */
export default defineConfig({
  test: {
    projects: [
      lane('unit', 10_000),
      lane('sim', 60_000),
      lane('cli', 60_000),
      lane('lab', 180_000, true),
      lane('kernel', 300_000, true),
    ],
  },
});
