// Starts a userspace link in a namespace and waits to be killed; prints "ready" once it is up.
//
//   node link-owner.mjs <namespace> <site interface> <core interface> <log file>
import {startUserspaceLinks} from '../../dist/lab/links/userspace/start.js';

const [namespace = '', site = '', core = '', logFile = ''] = process.argv.slice(2);
await startUserspaceLinks({
  command: (argv) => ['ip', 'netns', 'exec', namespace, ...argv],
  seed: 1,
  links: [{name: 's1', site, core, models: {up: {}, down: {}}}],
  logFile,
});
console.log('ready');
