import {afterEach, expect, it, vi} from 'vitest';
import {rootlessArgv} from '../../../src/lab/rootless.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

it('keeps the arguments as they are, and the run directories where they are', () => {
  vi.stubEnv('CLAW_RUNTIME_DIR', '/somewhere');
  expect(rootlessArgv(['claw', 'mesh', 'up', 'two words'])).toMatchInlineSnapshot(`
    [
      "unshare",
      "--user",
      "--map-root-user",
      "--net",
      "--mount",
      "env",
      "CLAW_RUNTIME_DIR=/somewhere",
      "sh",
      "-c",
      "mount -t tmpfs tmpfs /run && ip link set lo up && exec "$@"",
      "sh",
      "claw",
      "mesh",
      "up",
      "two words",
    ]
  `);
});
