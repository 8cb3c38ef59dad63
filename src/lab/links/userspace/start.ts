import {type ChildProcess, spawn} from 'node:child_process';
import {closeSync, openSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {ClawError, ExitCode} from '../../../errors.js';
import type {LinkStats} from '../link-stats.js';
import {DriverChannel} from './driver-channel.js';
import type {LinkChange, UserspaceLink} from './protocol.js';

export interface UserspaceLinksOptions {
  /** Wraps a command so that it runs in the namespace that holds the interfaces of the links. */
  command: (argv: string[]) => string[];
  /** Seed of loss and jitter of all links: an integer from 0 to 2^53 - 1. */
  seed: number;
  links: readonly UserspaceLink[];
  /** Receives what the driver prints; appended to. */
  logFile: string;
}

/** Links that are up, carried by a process of their own. */
export interface UserspaceLinks {
  /** Change the models of a link. Resolves when packets that arrive from now on meet them. */
  set(name: string, change: LinkChange): Promise<void>;
  /** Counts since the start, by link name. */
  stats(): Promise<Record<string, LinkStats>>;
  /** Resolves when the driver has ended, by `stop` or by itself. */
  readonly ended: Promise<{reason: string}>;
  /** End the driver; resolves when it is gone. May be called more than once. */
  stop(): Promise<void>;
}

/** A driver that does not end when its channel closes is stuck; it holds nothing worth waiting for. */
const STOP_MS_MAX = 2000;

/**
 * Start the driver and wait until it carries frames. Needs CAP_NET_RAW in the namespace.
 * Throws `LINK_DRIVER_FAILED` (exit code 3) when an interface is missing or may not be opened.
 */
export async function startUserspaceLinks(options: UserspaceLinksOptions): Promise<UserspaceLinks> {
  const child = spawnDriver(options);
  const channel = new DriverChannel(child, options.logFile);
  channel.send({type: 'start', seed: options.seed, links: options.links});
  const failed = channel.ended.then(({reason}) => {
    throw new ClawError(`The link driver did not start: ${reason}`, {
      code: 'LINK_DRIVER_FAILED',
      hint: `Read ${options.logFile}. The driver needs 64-bit Linux and CAP_NET_RAW.`,
      exitCode: ExitCode.unsupported,
    });
  });
  await Promise.race([channel.ready, failed]);
  failed.catch(() => {});
  const names = new Set(options.links.map(({name}) => name));
  return {
    async set(name, change) {
      if (!names.has(name)) throw unknownLinkError(name, names);
      await channel.request({type: 'set', name, change});
    },
    async stats() {
      const answer = await channel.request({type: 'stats'});
      return answer.type === 'stats' ? answer.links : {};
    },
    ended: channel.ended,
    stop: () => stop(child, channel),
  };
}

function spawnDriver({command, logFile}: UserspaceLinksOptions): ChildProcess {
  const [program, ...argv] = command([process.execPath, driverPath()]);
  const log = openSync(logFile, 'a', 0o600);
  try {
    // A group of its own: Ctrl-C in a terminal is for the owner, which ends the driver in its turn.
    return spawn(program as string, argv, {stdio: ['ignore', log, log, 'ipc'], detached: true});
  } finally {
    closeSync(log);
  }
}

/** The compiled driver, also when this module itself runs from source: node cannot run TypeScript. */
function driverPath(): string {
  const path = fileURLToPath(new URL('./driver.js', import.meta.url));
  return path.replace('/src/lab/links/', '/dist/lab/links/');
}

async function stop(child: ChildProcess, channel: DriverChannel): Promise<void> {
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
  await channel.ended;
  clearTimeout(timer);
}

function unknownLinkError(name: string, names: ReadonlySet<string>): ClawError {
  return new ClawError(`There is no link "${name}".`, {
    code: 'LINK_UNKNOWN',
    hint: `Links: ${[...names].join(', ')}.`,
  });
}
