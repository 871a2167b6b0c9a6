import type { QueryClient } from "@tanstack/react-query";

/**
 * Whatever begins with this key has changed. A first answer that is on its way already may be older, and nothing would ask again after it: it is awaited, so
 * that there is something to show, and then asked anew. (A later one is given up by invalidating.)
 */
export async function askAnew(cache: QueryClient, key: string): Promise<void> {
  const queryKey = [key];
  const first = cache
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: "fetching", predicate: ({ state }) => state.data === undefined });
  await Promise.allSettled(first.map(({ promise }) => promise));
  await cache.invalidateQueries({ queryKey });
}
