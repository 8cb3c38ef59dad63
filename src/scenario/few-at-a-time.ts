/**
 * Does `work` for every item, `atOnce` of them at a time. Rejects with the first failure; what has not
 * begun by then never does.
 */
export async function fewAtATime<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (const item of takenFrom(waiting)) await work(item);
  };
  try {
    await Promise.all(Array.from({length: atOnce}, worker));
  } catch (error) {
    waiting.length = 0;
    throw error;
  }
}

function* takenFrom<Item>(waiting: Item[]): Generator<Item> {
  while (waiting.length > 0) yield waiting.shift() as Item;
}
