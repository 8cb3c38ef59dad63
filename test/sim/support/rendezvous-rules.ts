import assert from 'node:assert/strict';
import type {RendezvousOutput} from '../../../src/core/signaling/rendezvous.js';
import type {Side, Trace} from './two-agents.js';

interface Known {
  open: boolean;
  described: boolean;
  /** The peer's attempt that it was connected to. */
  connectedTo: string | undefined;
}

/** What the outputs of one side may refer to, and in which order they may come. */
export class OutputRules {
  readonly attempts = new Map<string, Known>();

  see(output: RendezvousOutput): void {
    switch (output.type) {
      case 'open':
        assert.ok(!this.attempts.has(output.attempt), `${output.attempt} opened twice`);
        this.attempts.set(output.attempt, {open: true, described: false, connectedTo: undefined});
        break;
      case 'connect':
        assert.equal(this.#open(output).connectedTo, undefined, 'connected twice');
        this.#open(output).connectedTo = output.remote.attempt;
        break;
      case 'candidate':
        assert.equal(output.candidate.line, `candidate of ${this.#open(output).connectedTo}`);
        break;
      case 'send':
        this.#sent(output);
        break;
      case 'close':
        this.#closed(output);
        break;
    }
  }

  #sent({signal}: RendezvousOutput & {type: 'send'}): void {
    const attempt = this.#open(signal);
    assert.equal(attempt.described, signal.kind !== 'describe', 'described once, before the rest');
    attempt.described = true;
  }

  #closed(output: RendezvousOutput & {type: 'close'}): void {
    // A call that was refused never was an attempt.
    if (output.reason === 'too many attempts at once') {
      assert.ok(!this.attempts.has(output.attempt));
    } else {
      this.#open(output).open = false;
    }
  }

  #open({attempt}: {attempt: string}): Known {
    const known = this.attempts.get(attempt);
    assert.ok(known?.open, `${attempt} is not open`);
    return known;
  }
}

/** Checks every output of a run and gives back what each side ended with. */
export function followRules(trace: readonly Trace[]): Record<Side, ReadonlyMap<string, Known>> {
  const rules = {one: new OutputRules(), two: new OutputRules()};
  for (const {side, output} of trace) rules[side].see(output);
  return {one: rules.one.attempts, two: rules.two.attempts};
}

/** No two attempts of a side meet the same attempt, and an attempt meets the one that met it. */
export function expectPaired(ends: Record<Side, ReadonlyMap<string, Known>>): void {
  for (const [here, there] of [
    [ends.one, ends.two],
    [ends.two, ends.one],
  ] as const) {
    const met = [...here.values()].flatMap(({connectedTo}) => connectedTo ?? []);
    assert.equal(new Set(met).size, met.length, 'two attempts met the same one');
    for (const [id, {connectedTo}] of here) {
      if (connectedTo === undefined) continue;
      const back = there.get(connectedTo);
      assert.ok(back, `${connectedTo} was never opened`);
      assert.equal(back.connectedTo ?? id, id, `${connectedTo} met another one`);
    }
  }
}

/** Attempts that are open and connected at both ends; throws when one end has what the other lacks. */
export function livePairs(ends: Record<Side, ReadonlyMap<string, Known>>): string[][] {
  const live = (known: ReadonlyMap<string, Known>): [string, string][] =>
    [...known].flatMap(([id, {open, connectedTo}]) => (open ? [[id, connectedTo ?? 'nobody']] : []));
  const one = live(ends.one);
  const two = live(ends.two).map(([id, to]) => [to, id]);
  assert.deepEqual(two.sort(), [...one].sort(), 'one end holds an attempt that the other does not');
  return one;
}
