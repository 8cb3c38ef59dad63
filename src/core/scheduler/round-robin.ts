/** A member of a ring; the links are the ring's own. */
export interface Turn<T extends Turn<T>> {
  ring: RoundRobin<T> | undefined;
  nextTurn: T | undefined;
  previousTurn: T | undefined;
}

/** Who comes next among equals: a ring of those that have something to send. */
export class RoundRobin<T extends Turn<T>> {
  /** Whose turn it is. */
  head: T | undefined;

  /** Last in turn. `member` is in no ring. */
  add(member: T): void {
    member.ring = this;
    const head = this.head;
    if (!head) {
      member.nextTurn = member;
      member.previousTurn = member;
      this.head = member;
      return;
    }
    const last = head.previousTurn as T;
    last.nextTurn = member;
    member.previousTurn = last;
    member.nextTurn = head;
    head.previousTurn = member;
  }

  /** `member` is in this ring. If it was its turn, the next one has it. */
  remove(member: T): void {
    const next = member.nextTurn as T;
    const previous = member.previousTurn as T;
    if (next === member) this.head = undefined;
    else {
      previous.nextTurn = next;
      next.previousTurn = previous;
      if (this.head === member) this.head = next;
    }
    member.ring = undefined;
    member.nextTurn = undefined;
    member.previousTurn = undefined;
  }

  rotate(): void {
    this.head = this.head?.nextTurn;
  }
}
