import {BULK_CLASS, INTERACTIVE_CLASS} from '../scheduler/classes.js';
import {Cover} from './cover.js';
import type {Flight} from './flight.js';
import type {Path} from './path.js';
import type {Move, Paths} from './paths.js';

type WatchEvent = ({type: 'moved'} & Move) | {type: 'silent'} | {type: 'resumed'};

/** Notices which paths answer and which do not, and has packets take another one. */
export class PathWatch {
  readonly #paths: Paths;
  readonly #flight: Flight;
  readonly #tell: (event: WatchEvent) => void;
  readonly #cover = new Cover();
  #wasSilent = false;

  constructor(paths: Paths, flight: Flight, tell: (event: WatchEvent) => void) {
    this.#paths = paths;
    this.#flight = flight;
    this.#tell = tell;
  }

  handleTimeout(now: number): void {
    for (const path of this.#paths.all) {
      if (path.loss.lossAtMs <= now) this.#flight.onLossTimeout(now);
      if (this.#paths.probeAtMs(path) <= now) this.#overdue(now, path);
    }
    this.#paths.keepAlive(now);
    this.select(now, false);
  }

  /** A packet has left on `path`: where packets get lost, another path has its small messages too. */
  onSent(now: number, path: Path): void {
    if (!path.outlook.isLosing || path !== this.#paths.active) return;
    const {standby} = this.#paths;
    if (!standby || !this.#cover.allows(now, path, standby)) return;
    const bytes = this.#flight.copyNewest();
    if (bytes === 0) return;
    this.#cover.onCopied(bytes);
    standby.probeUpTo = Math.max(standby.probeUpTo, INTERACTIVE_CLASS);
  }

  /** `token`: of the PATH_PING that is answered. */
  onPong(now: number, path: Path, token: number): void {
    // What was lost last is known to be lost once something newer is acknowledged.
    if (path.isDoubtful && path.packetsInFlight > 0) path.probeUpTo = BULK_CLASS;
    path.onPong(now, token);
    this.#resume(now);
  }

  /**
   * The flight has taken an acknowledgement, which came on path `pathId`. On a path in doubt only those
   * that came on the path itself count: another way tells what was sent, not what can be heard.
   */
  onAnswers(now: number, pathId: number): void {
    for (const path of this.#paths.all) {
      const counts = path.id === pathId || !path.isDoubtful;
      if (path.sample.ackedBytes > 0 && counts) path.onAnswered(now);
    }
    this.#resume(now);
  }

  /** Compares the paths, if it is time; `urgent`: whatever the time. */
  select(now: number, urgent: boolean): void {
    if (this.#paths.all.length === 1 && !urgent) {
      this.#paths.measure(now);
      return;
    }
    const left = this.#paths.active;
    const move = this.#paths.select(now, urgent);
    if (!move) return;
    if (left.isDoubtful) this.#flight.abandon(now, left);
    this.#tell({type: 'moved', ...move});
  }

  #resume(now: number): void {
    const {active} = this.#paths;
    if (active.isDoubtful) this.select(now, true);
    if (!this.#wasSilent || this.#paths.active.isSilent) return;
    this.#wasSilent = false;
    this.#tell({type: 'resumed'});
  }

  #overdue(now: number, path: Path): void {
    if (path.probes === 0) path.doubtAtMs = now;
    if (path.ping.isPending) this.#pingOverdue(path);
    if (path !== this.#paths.active || this.#paths.isIdleAlone(path)) this.#idleOverdue(now, path);
    else this.#activeOverdue(now, path);
  }

  #pingOverdue({ping, outlook}: Path): void {
    outlook.onLost();
    ping.onOverdue();
  }

  #activeOverdue(now: number, path: Path): void {
    const {standby} = this.#paths;
    // What another path can carry now need not wait until this one is known to be silent.
    this.#flight.onProbeTimeout(now, path, {all: standby !== undefined});
    // Of a path alone the packets in flight ask.
    if (this.#paths.all.length > 1) path.ping.isDue = true;
    else path.ping.isPending = false;
    if (standby) standby.ping.isDue = true;
    (standby ?? path).probeUpTo = BULK_CLASS;
    this.select(now, true);
    if (!this.#paths.active.isSilent || this.#wasSilent) return;
    this.#wasSilent = true;
    this.#tell({type: 'silent'});
  }

  #idleOverdue(now: number, path: Path): void {
    this.#flight.abandon(now, path);
    if (!path.ping.isPending) return;
    path.ping.isPending = false;
    path.probes += 1;
    // Asked once more at once, and then now and then.
    path.ping.isDue = path.probes === 1;
  }
}
