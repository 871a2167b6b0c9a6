import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/payouts.ts";
import { later } from "../../live/apply-admin.ts";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import { placeAnswer } from "./apply.ts";
import { readRow } from "./queries.ts";
import type { Withdrawal } from "./types.ts";

/** The time is short; browsers hold six connections to a server. */
const UNDONE_AT_ONCE = 5;

/** Takes back a decision that has not taken effect. */
export function useUndo() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const waiting = [...ids];
      const work = async () => {
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
          showAnswer(cache, await ask<Withdrawal>("delete", `/api/withdrawals/${id}/decision`));
      };
      await Promise.all(Array.from({ length: UNDONE_AT_ONCE }, work));
      return ids.length;
    },
    onSuccess: (count) => announce(count === 1 ? queue.held.undone : queue.held.allUndone(count)),
    onError: async (_, ids) => {
      announce(queue.held.tooLate);
      await Promise.all(ids.map((id) => lookAgain(cache, id)));
    },
  });
}

/** Shows a row as the server answered it. */
export function showAnswer(cache: QueryClient, row: Withdrawal): void {
  placeAnswer(cache, row);
  if (cache.getQueryData(["withdrawal", row.id]) !== undefined)
    cache.setQueryData<Withdrawal>(["withdrawal", row.id], (known) => ({ ...known, ...row }));
  later(cache, ["withdrawal-stats"]);
}

/** Another admin was faster: shows the present state. */
export async function lookAgain(cache: QueryClient, id: string): Promise<void> {
  const row = await readRow(id).catch(() => undefined);
  if (row) showAnswer(cache, row);
}
