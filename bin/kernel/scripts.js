/** The modules without which the guest has no root; the kernel loads all others by itself. */
export const ROOT_MODULES = ['virtio_pci', 'virtiofs', 'overlay'];

/**
 * The first program of the guest: puts our files read-only under a layer of memory that takes the
 * changes, and hands over to /guest there. Any failure ends it, and with it the guest.
 *
 * It stays the first process while it changes its root, because the kernel looks for `modprobe`
 * where that process has its root.
 * @param {{modules: string[], hostModules: string}} options `modules`: files in /modules, in order;
 *   `hostModules`: our directory with all modules of the guest's kernel
 */
export function initScript({modules, hostModules}) {
  return `#!/bin/busybox sh
set -e
/bin/busybox --install -s /bin
mkdir -p /proc /ours /layer /root
mount -t proc proc /proc
for module in ${modules.map(quoted).join(' ')}; do insmod "/modules/$module"; done
mount -t virtiofs -o ro ours /ours
mount -t tmpfs layer /layer
mkdir /layer/changes /layer/work
options=lowerdir=/ours,upperdir=/layer/changes,workdir=/layer/work,redirect_dir=on
mount -t overlay -o "$options" root /root
mkdir -p /root/lib/modules
mount --bind /root${quoted(hostModules)} /root/lib/modules
mount -t proc proc /root/proc
mount -t sysfs sys /root/sys
mount -t devtmpfs dev /root/dev
mkdir -p /root/dev/pts /root/dev/shm
mount -t devpts devpts /root/dev/pts
mount -t tmpfs shm /root/dev/shm
mount -t tmpfs run /root/run
ip link set lo up
cp /guest /root/run/guest
exec switch_root /root /bin/sh /run/guest
`;
}

/**
 * What the guest does: runs `argv`, sends its exit code, a newline and the file it wrote through
 * the second serial port, and powers off.
 * @param {{argv: string[], cwd: string, path: string, report: string, busybox: string}} options
 */
export function guestScript({argv, cwd, path, report, busybox}) {
  return `cd ${quoted(cwd)}
export HOME=/root NO_COLOR=1 PATH=${quoted(path)}
# Through a pipe: on the console, which is a terminal, progress would be redrawn several times a second.
{ ${argv.map(quoted).join(' ')} </dev/null; echo $? >/run/status; } 2>&1 | cat
cat /run/status ${quoted(report)} >/dev/ttyS1 2>/dev/null
${quoted(busybox)} poweroff -f
`;
}

/** @param {string} word */
function quoted(word) {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
