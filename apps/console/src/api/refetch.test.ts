import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { refetchAll } from "./refetch.ts";

/** A list whose responses the test releases. */
function list() {
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const asked: PromiseWithResolvers<string>[] = [];
  const queryFn = () => {
    const answer = Promise.withResolvers<string>();
    asked.push(answer);
    return answer.promise;
  };
  const observer = new QueryObserver(cache, { queryKey: ["list", "own"], queryFn });
  observer.subscribe(() => undefined);
  const shown = () => observer.getCurrentResult().data;
  const answer = async (nth: number, text: string) => {
    await expect.poll(() => asked.length).toBe(nth);
    asked[nth - 1]?.resolve(text);
  };
  return { cache, answer, shown };
}

it("what changed while the first answer was on its way is asked for after it", async () => {
  const { cache, answer, shown } = list();
  const done = refetchAll(cache, "list");
  await answer(1, "before");
  await expect.poll(shown).toBe("before");
  await answer(2, "after");
  await done;
  expect(shown()).toBe("after");
});

it("what changed later is asked for at once, and an answer that was on its way by then does not count", async () => {
  const { cache, answer, shown } = list();
  await answer(1, "first");
  await expect.poll(shown).toBe("first");
  void refetchAll(cache, "list");
  const done = refetchAll(cache, "list");
  await answer(3, "third");
  await done;
  expect(shown()).toBe("third");
});
