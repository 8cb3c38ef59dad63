import type {Random} from '../../../lab/links/random.js';

/**
 * Deals each of its cards once, in random order, before any comes again. One that does not fit when
 * it is drawn stays for a later draw.
 */
export class Deck<Card> {
  readonly #cards: readonly Card[];
  readonly #random: Random;
  #left: Card[] = [];

  constructor(cards: readonly Card[], random: Random) {
    this.#cards = cards;
    this.#random = random;
  }

  /** Throws RangeError when no card fits. */
  draw(fits: (card: Card) => boolean): Card {
    if (!this.#left.some(fits)) this.#left.push(...this.#shuffled());
    const index = this.#left.findIndex(fits);
    const [card] = index < 0 ? [] : this.#left.splice(index, 1);
    if (card === undefined) throw new RangeError('no card fits');
    return card;
  }

  /** Fisher and Yates, as Durstenfeld has it (Communications of the ACM 7, 1964, algorithm 235). */
  #shuffled(): Card[] {
    const cards = [...this.#cards];
    for (let last = cards.length - 1; last > 0; last--) {
      const other = Math.floor(this.#random.next() * (last + 1));
      [cards[last], cards[other]] = [cards[other] as Card, cards[last] as Card];
    }
    return cards;
  }
}
