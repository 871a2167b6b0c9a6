import { environmentManager, QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setIsLost, unlessLive } from "./is-live.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

// Outside a page, the query library takes itself for a server and polls never.
environmentManager.setIsServer(() => false);

it("a page polls while its connection is lost, and at no other time", async () => {
  const cache = new QueryClient();
  let asked = 0;
  const observer = new QueryObserver(cache, {
    queryKey: ["list"],
    queryFn: () => ++asked,
    refetchInterval: unlessLive(15_000),
  });
  observer.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(1);
  setIsLost(cache, true);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(5);
  setIsLost(cache, false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toBe(5);
});
