/** How runs that many callers share are begun. */
interface Turns<R> {
  /**
   * Settles, never rejecting, when a run that has just got its first item may start; until then others join
   * it.
   */
  next(): Promise<unknown>;
  began?(result: Promise<R>): void;
}

function shared<T, R>(
  most: number,
  { next, began }: Turns<R>,
  work: (items: readonly T[]) => Promise<R>,
): (item: T) => Promise<R> {
  let open: { items: T[]; result: Promise<R> } | undefined;
  return (item) => {
    if (open && open.items.length < most) {
      open.items.push(item);
      return open.result;
    }
    const items = [item];
    const result = next().then(() => {
      if (open?.items === items) open = undefined;
      return work(items);
    });
    open = { items, result };
    began?.(result);
    return result;
  };
}

/**
 * Group commit: one run of `work` at a time, over all items that came while the run before it was under way, `most` at most. Each caller gets the
 * outcome of the run that its item was in. Who comes alone is served at once; under load many share what costs as much for one.
 */
export function grouped<T, R>(
  most: number,
  work: (items: readonly T[]) => Promise<R>,
): (item: T) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  const began = (result: Promise<R>) => {
    last = result.catch(() => undefined);
  };
  return shared(most, { next: () => last, began }, work);
}

/**
 * What comes within `waitMs` of the first goes into one run of `work`, `most` items at most. Runs don't wait for each other: for reads, where one that
 * hangs must not hold up the others.
 */
export function gathered<T, R>(
  waitMs: number,
  most: number,
  work: (items: readonly T[]) => Promise<R>,
): (item: T) => Promise<R> {
  return shared(most, { next: () => new Promise((resolve) => setTimeout(resolve, waitMs)) }, work);
}
