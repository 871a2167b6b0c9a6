/**
 * A line of items that `work` takes in order, one run at a time, `most` items a run at most. A run begins
 * at once when none runs; what comes meanwhile waits for the next. `work` never rejects.
 */
export function lane<Item>(
  most: number,
  work: (items: readonly Item[]) => Promise<void>,
): (item: Item) => void {
  let waiting: Item[] = [];
  let isRunning = false;
  async function run(): Promise<void> {
    isRunning = true;
    // What one read of a socket brought belongs together.
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const items = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await work(items);
    }
    isRunning = false;
  }
  return (item) => {
    waiting.push(item);
    if (!isRunning) void run();
  };
}
