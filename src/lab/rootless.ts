import {readFile} from 'node:fs/promises';
import {execa} from 'execa';
import {runtimeDirectory} from './runtime-directory.js';

/** /run is made private because `ip netns` keeps its names there; the loopback starts down. */
const PREPARE = 'mount -t tmpfs tmpfs /run && ip link set lo up && exec "$@"';

/**
 * The argv that runs `argv` as root of a user namespace of its own, with a private network and a
 * private /run, where the whole netns fabric works without privileges. The process keeps its pid,
 * and the run directories stay those of the real user.
 */
export function rootlessArgv(argv: readonly string[]): string[] {
  return [
    ...['unshare', '--user', '--map-root-user', '--net', '--mount'],
    ...['env', `CLAW_RUNTIME_DIR=${runtimeDirectory()}`],
    ...['sh', '-c', PREPARE, 'sh', ...argv],
  ];
}

/** Tries whether this machine lets an ordinary user do that, and explains it if not. */
export async function canRootless(): Promise<{ok: true} | {ok: false; why: string}> {
  const name = `claw-${process.pid}-probe`;
  const probe = `ip netns add ${name} && ip netns exec ${name} sysctl -q -w net.ipv4.ip_forward=1`;
  const [program = '', ...args] = rootlessArgv(['sh', '-c', probe]);
  const {failed, stderr, message} = await execa(program, args, {reject: false});
  if (!failed) return {ok: true};
  const said = stderr?.trim() || message || 'no reason given';
  return {ok: false, why: (await knownReason()) ?? `the kernel or a container refused: ${said}`};
}

async function knownReason(): Promise<string | undefined> {
  const reasons: [setting: string, refuses: string, why: string][] = [
    [
      'user/max_user_namespaces',
      '0',
      'user namespaces are switched off (sysctl user.max_user_namespaces is 0)',
    ],
    [
      'kernel/unprivileged_userns_clone',
      '0',
      'user namespaces are for root only (sysctl kernel.unprivileged_userns_clone is 0)',
    ],
    [
      'kernel/apparmor_restrict_unprivileged_userns',
      '1',
      'AppArmor restricts them (sysctl kernel.apparmor_restrict_unprivileged_userns is 1)',
    ],
  ];
  for (const [setting, refuses, why] of reasons) {
    const value = await readFile(`/proc/sys/${setting}`, 'utf8').catch(() => '');
    if (value.trim() === refuses) return why;
  }
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  if (!/^Seccomp:\s*[12]$/m.test(status)) return undefined;
  return 'a seccomp filter is in force, as in a container: run it privileged, or with seccomp=unconfined';
}
