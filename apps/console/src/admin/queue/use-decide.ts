import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/payouts.ts";
import { later } from "../../live/apply-admin.ts";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { placeAnswer } from "./apply.ts";
import { readRow } from "./queries.ts";
import type { Action, Withdrawal } from "./types.ts";

/** Long enough to see a slip, short enough that nobody waits for the money. */
export const UNDO_SECONDS = 10;

/** Several are looked over together, and take longer to take back. */
export const UNDO_SECONDS_OF_SEVERAL = 30;
/** The time is short; browsers hold six connections to a server. */
const UNDONE_AT_ONCE = 5;

export interface Words {
  note: string;
  internal: string;
}

/** A decision about one withdrawal. It takes effect some seconds later, unless it is undone. */
export function useDecide(withdrawal: Withdrawal, action: Action, key: string, onDone: () => void) {
  const cache = useQueryClient();
  const { id, payout_method_id: seen } = withdrawal;
  return useMutation({
    mutationFn: ({ note, internal }: Words) =>
      ask<Withdrawal>("patch", `/api/withdrawals/${id}`, {
        body: {
          action,
          undo_seconds: UNDO_SECONDS,
          ...(note !== "" && { note }),
          ...(internal !== "" && { internal_note: internal }),
          ...(action === "approve" && seen !== null && { payout_method_id: seen }),
        },
        idempotencyKey: key,
      }),
    onSuccess: (decided) => {
      announce(saying(action, decided));
      apply(cache, decided);
      onDone();
    },
    // Another admin was faster: show the present state.
    onError: () => lookAgain(cache, id),
  });
}

/** Takes back a decision that has not taken effect. */
export function useUndo() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const waiting = [...ids];
      const work = async () => {
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop())
          apply(cache, await ask<Withdrawal>("delete", `/api/withdrawals/${id}/decision`));
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

function apply(cache: QueryClient, row: Withdrawal): void {
  placeAnswer(cache, row);
  if (cache.getQueryData(["withdrawal", row.id]) !== undefined)
    cache.setQueryData<Withdrawal>(["withdrawal", row.id], (known) => ({ ...known, ...row }));
  later(cache, ["withdrawal-stats"]);
}

async function lookAgain(cache: QueryClient, id: string): Promise<void> {
  const row = await readRow(id).catch(() => undefined);
  if (row) apply(cache, row);
}

function saying(action: Action, { status, decision, approvals_needed: needed }: Withdrawal): string {
  const words = action === "reject" ? t.decision.rejected : t.decision.approved;
  if (decision) return `${words} ${queue.held.notice(UNDO_SECONDS)}`;
  return action === "approve" && status === "PENDING" && needed > 0 ? t.decision.approvedFirst : words;
}
