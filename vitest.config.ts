import {defineConfig} from 'vitest/config';

const lane = (
  name: string,
  testTimeout: number,
  options: {serial?: boolean; built?: boolean} = {},
) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.{ts,tsx}`],
    testTimeout,
    hookTimeout: testTimeout,
    ...(options.built ? {globalSetup: ['test/support/build.ts']} : {}),
    ...(options.serial ? {fileParallelism: false} : {}),
  },
});

/** Lanes of docs/testing.md. A `built` lane runs `bin/claw`, which must not start with building. */
export default defineConfig({
  test: {
    projects: [
      lane('unit', 10_000),
      lane('webrtc', 10_000, {serial: true}),
      lane('sim', 60_000),
      lane('cli', 60_000, {built: true}),
      lane('lab', 180_000, {built: true, serial: true}),
      lane('kernel', 300_000, {built: true, serial: true}),
    ],
  },
});
