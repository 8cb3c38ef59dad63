// Owns a lab with a process in it until SIGTERM, then takes it down; prints "up" when it stands.
import {createNetnsLab} from '../../../dist/lab/netns-lab.js';
import {createRunDirectory} from '../../../dist/lab/runtime-directory.js';

const directory = await createRunDirectory();
const lab = await createNetnsLab({
  ownerPid: process.pid,
  seed: 1,
  fabric: 'netns',
  linkDriver: 'netem',
  sites: [{name: 's1', nat: 'cone', hosts: ['a1'], link: {up: {}, down: {}}}],
  directory,
});
// Does not end with its stdin, so that a killed owner leaves it behind.
const argv = ['sh', '-c', 'trap "" HUP TERM; while :; do sleep 1000; done'];
lab.spawn('a1', argv, {logFile: `${directory}/stubborn.log`});
process.once('SIGTERM', async () => {
  const {leftovers} = await lab.down();
  process.exit(leftovers.length);
});
console.log('up');
