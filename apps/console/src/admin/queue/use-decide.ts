import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ask } from "../../api/payouts.ts";
import { announce } from "../../shell/announce.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import type { Action, Withdrawal } from "./types.ts";
import { lookAgain, showAnswer } from "./use-undo.ts";

/** Long enough to see a slip, short enough that nobody waits for the money. */
export const UNDO_SECONDS = 10;

/** Several are looked over together, and take longer to take back. */
export const UNDO_SECONDS_OF_SEVERAL = 30;

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
      showAnswer(cache, decided);
      onDone();
    },
    onError: () => lookAgain(cache, id),
  });
}

function saying(action: Action, { status, decision, approvals_needed: needed }: Withdrawal): string {
  const words = action === "reject" ? t.decision.rejected : t.decision.approved;
  if (decision) return `${words} ${queue.held.notice(UNDO_SECONDS)}`;
  return action === "approve" && status === "PENDING" && needed > 0 ? t.decision.approvedFirst : words;
}
