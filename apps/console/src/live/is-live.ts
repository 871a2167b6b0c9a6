import type { QueryClient } from "@tanstack/react-query";

/** Until a connection is lost, the first one counts as there: a page that opens must not begin to poll. */
let lost = false;

/** The live connection reports its state here, so that queries need not know it. */
export function setIsLost(cache: QueryClient, next: boolean): void {
  if (next === lost) return;
  lost = next;
  // An interval is judged again with its observer's options: without this it runs on, or never begins.
  for (const query of cache.getQueryCache().getAll())
    for (const observer of query.observers) observer.setOptions(observer.options);
}

/** For `refetchInterval`: while events arrive, nothing polls. */
export const unlessLive = (everyMs: number) => (): number | false => (lost ? everyMs : false);
