/** Calls at once to a service that may be slow: a service that is away must not gather calls. */
const AT_ONCE = 8;

/** Does `work` for all items, some at a time. */
export async function inGroups<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += AT_ONCE)
    await Promise.all(items.slice(i, i + AT_ONCE).map((item) => work(item)));
}
