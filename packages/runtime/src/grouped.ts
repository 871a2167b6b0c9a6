interface Turns<R> {
  /** Settles (never rejects) when a run with its first item may start; until then other items join it. */
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
 * Group commit: one run of `work` at a time, over all items that arrived during the previous run, `most` at
 * most. Each caller gets the outcome of its run. A single item runs at once; under load many items share
 * one cost.
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
 * Items within `waitMs` of the first share one run of `work`, `most` at most. Runs are concurrent: for
 * reads, so that a hanging one does not block others.
 */
export function gathered<T, R>(
  waitMs: number,
  most: number,
  work: (items: readonly T[]) => Promise<R>,
): (item: T) => Promise<R> {
  return shared(most, { next: () => new Promise((resolve) => setTimeout(resolve, waitMs)) }, work);
}
