import type { QueryClient } from "@tanstack/react-query";

/**
 * Refetches every query under this key. A first response under way may be outdated, and nothing would fetch
 * again after it: so this waits for it, to have something to show, and then fetches again. (Invalidating
 * cancels later ones.)
 */
export async function refetchAll(cache: QueryClient, key: string): Promise<void> {
  const queryKey = [key];
  const first = cache
    .getQueryCache()
    .findAll({ queryKey, fetchStatus: "fetching", predicate: ({ state }) => state.data === undefined });
  await Promise.allSettled(first.map(({ promise }) => promise));
  await cache.invalidateQueries({ queryKey });
}
