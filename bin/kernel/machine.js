import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {virtiofsd} from './guest-files.js';

const MEMORY = '2G';

/**
 * Runs a guest that sees our files, until it powers off. Its console goes to our stdout.
 *
 * Resolves with undefined, or with why the guest was ended by force.
 * @param {object} options
 * @param {string} options.kernel
 * @param {string} options.initramfs
 * @param {string} options.report file that takes what the guest sends through its second serial port
 * @param {string} options.directory for a socket; its path must be short (unix(7): 107 characters)
 * @param {AbortSignal} options.signal ends the guest; its reason is a string
 * @returns {Promise<string | undefined>}
 */
export async function runMachine({kernel, initramfs, report, directory, signal}) {
  const socket = join(directory, 'files');
  const files = await startFiles(socket, signal);
  const qemu = start('qemu-system-x86_64', qemuArgs({socket, kernel, initramfs, report}), signal);
  qemu.stdout.pipe(process.stdout);
  qemu.stderr.pipe(process.stderr);
  const [code] = await once(qemu, 'close');
  // It ends with its only client; qemu may have failed before it became one.
  files.kill('SIGKILL');
  if (signal.aborted) return String(signal.reason);
  return code === 0 ? undefined : `qemu ended with ${code}`;
}

/**
 * Resolves once the daemon listens.
 * @param {string} socket
 * @param {AbortSignal} signal
 */
async function startFiles(socket, signal) {
  const share = ['-o', 'source=/', '-o', 'cache=always', '-o', 'sandbox=chroot'];
  const files = start(virtiofsd(), [`--socket-path=${socket}`, ...share], signal);
  let said = '';
  await new Promise((resolve, reject) => {
    files.stderr.on('data', (/** @type {Buffer} */ chunk) => {
      said += chunk;
      if (/waiting for vhost-user socket/i.test(said)) resolve(undefined);
    });
    files.once('close', () => reject(new Error(`virtiofsd ended: ${said}`)));
  });
  return files;
}

/**
 * The kernel ends the process when we end, however that happens.
 * @param {string} program
 * @param {string[]} args
 * @param {AbortSignal} signal
 */
function start(program, args, signal) {
  const argv = ['setpriv', '--pdeathsig', 'KILL', program, ...args];
  const child = spawn('env', argv, {stdio: ['ignore', 'pipe', 'pipe']});
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, {once: true});
  if (signal.aborted) kill();
  return child;
}

/** @param {{socket: string, kernel: string, initramfs: string, report: string}} files */
function qemuArgs({socket, kernel, initramfs, report}) {
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-accel', 'tcg,thread=multi', '-smp', '2', '-m', MEMORY],
    // virtiofsd reads and writes the guest's memory, so it must be shared.
    ...['-object', `memory-backend-memfd,id=memory,size=${MEMORY},share=on`],
    ...['-numa', 'node,memdev=memory'],
    ...['-chardev', `socket,id=files,path=${socket}`],
    ...['-device', 'vhost-user-fs-pci,chardev=files,tag=ours'],
    ...['-serial', 'stdio', '-serial', `file:${report}`],
    ...['-kernel', kernel, '-initrd', initramfs],
    ...['-append', 'console=ttyS0 quiet panic=-1'],
  ];
}
