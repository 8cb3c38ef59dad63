import {Direction} from '../direction.js';
import type {LinkStats} from '../link-stats.js';
import {InterfaceLost, PacketSocket} from './packet-socket.js';
import {PollSet} from './poll-set.js';
import {raisePriority} from './priority.js';
import {
  CHANNEL_FD,
  type FromDriver,
  type LinkChange,
  type ToDriver,
  type UserspaceLink,
} from './protocol.js';
import {Wire} from './wire.js';

/**
 * The process that carries the frames of all links of a lab. Started by `start.ts` in the
 * namespace that holds the wires' ends; it does nothing else, so its loop may block in ppoll(2).
 */

interface Link {
  up: Wire;
  down: Wire;
}

/**
 * Rest between turns, so that under load a turn moves several frames. It bounds the price of the
 * driver, and costs half of it in accuracy on average.
 */
const PAUSE_MS = 0.05;

const links = new Map<string, Link>();

process.on('message', (message: ToDriver) => handle(message));
// Without the lab that started it there is nobody to carry frames for.
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole process group: the lab decides when the links go.
process.on('SIGINT', () => {});

function handle(message: ToDriver): void {
  if (message.type === 'start') start(message.seed, message.links);
  else if (message.type === 'set') set(message.id, message.name, message.change);
  else send({type: 'stats', id: message.id, links: stats()});
}

function start(seed: number, wanted: readonly UserspaceLink[]): void {
  raisePriority();
  const startMs = performance.now();
  try {
    for (const {name, site, core, models} of wanted) {
      const siteSocket = new PacketSocket(site);
      const coreSocket = new PacketSocket(core);
      const up = new Direction(models.up, seed, `${name}/up`, startMs);
      const down = new Direction(models.down, seed, `${name}/down`, startMs);
      links.set(name, {
        up: new Wire(siteSocket, coreSocket, up),
        down: new Wire(coreSocket, siteSocket, down),
      });
    }
  } catch (error) {
    end(error);
    return;
  }
  send({type: 'ready'});
  carry([...links.values()].flatMap(({up, down}) => [up, down]));
}

function set(id: number, name: string, {up, down}: LinkChange): void {
  const link = links.get(name);
  if (up) link?.up.direction.replace(up);
  if (down) link?.down.direction.replace(down);
  send({type: 'done', id});
}

function stats(): Record<string, LinkStats> {
  const entries = [...links].map(([name, {up, down}]) => {
    return [name, {up: up.stats(), down: down.stats()}] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * Turn after turn: wait for a frame, a due time or a message, and move frames. The event loop runs
 * only when the channel has something for it: a pass costs as much as moving several frames.
 */
function carry(wires: readonly Wire[]): void {
  const pollSet = new PollSet([...wires.map(({source}) => source.fd), CHANNEL_FD]);
  const turns = (): void => {
    try {
      do {
        pollSet.wait(firstDueMs(wires) - performance.now());
        moveFrames(wires, pollSet);
        pollSet.pause(PAUSE_MS);
      } while (!pollSet.isReady(wires.length));
      setImmediate(turns);
    } catch (error) {
      end(error);
    }
  };
  turns();
}

function firstDueMs(wires: readonly Wire[]): number {
  let dueMs = Number.POSITIVE_INFINITY;
  for (const wire of wires) dueMs = Math.min(dueMs, wire.dueMs);
  return dueMs;
}

function moveFrames(wires: readonly Wire[], pollSet: PollSet): void {
  for (let index = 0; index < wires.length; index++) {
    const wire = wires[index] as Wire;
    if (pollSet.isReady(index)) wire.receive();
    wire.flush(performance.now());
  }
}

function send(message: FromDriver): void {
  process.send?.(message);
}

/** Report why no frame can be carried any more, and exit. Errors that are bugs crash with a stack. */
function end(error: unknown): void {
  if (!(error instanceof InterfaceLost)) throw error;
  process.send?.({type: 'ended', reason: error.message} satisfies FromDriver, () =>
    process.exit(1),
  );
}
