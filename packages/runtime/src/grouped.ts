/**
 * Group commit: one run of `work` at a time, over all items that came while the run before it was under way, `most` at most. Each caller gets the
 * outcome of the run that its item was in. Who comes alone is served at once; under load many share what costs as much for one.
 */
export function grouped<T, R>(
  most: number,
  work: (items: readonly T[]) => Promise<R>,
): (item: T) => Promise<R> {
  let last: Promise<unknown> = Promise.resolve();
  let open: { items: T[]; result: Promise<R> } | undefined;
  return (item) => {
    if (open && open.items.length < most) {
      open.items.push(item);
      return open.result;
    }
    const items = [item];
    const result = last.then(() => {
      if (open?.items === items) open = undefined;
      return work(items);
    });
    open = { items, result };
    last = result.catch(() => undefined);
    return result;
  };
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
  let open: { items: T[]; result: Promise<R> } | undefined;
  return (item) => {
    if (open && open.items.length < most) {
      open.items.push(item);
      return open.result;
    }
    const items = [item];
    const result = new Promise((resolve) => setTimeout(resolve, waitMs)).then(() => {
      if (open?.items === items) open = undefined;
      return work(items);
    });
    open = { items, result };
    return result;
  };
}
