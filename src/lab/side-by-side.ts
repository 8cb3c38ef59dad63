/**
 * Does `work` for every item, `atOnce` of them at a time. Results are in the order of the items, however
 * they are overtaken. Rejects with the first failure; what has not begun by then never does.
 */
export async function sideBySide<Item, Result>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...[...items].entries()];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, item] = next;
      results[index] = await work(item);
    }
  };
  try {
    await Promise.all(Array.from({length: atOnce}, worker));
  } catch (error) {
    waiting.length = 0;
    throw error;
  }
  return results;
}
