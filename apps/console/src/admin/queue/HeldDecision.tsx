import { useIdentity } from "../../auth/session.ts";
import { Button } from "../../components/Button.tsx";
import { useNow } from "../../components/Time.tsx";
import { serverNow } from "../../live/server-time.ts";
import { queue } from "../../texts/admin-queue.ts";
import type { Withdrawal } from "./types.ts";
import { useUndo } from "./use-undo.ts";

/** Whole seconds until a decision takes effect; 0: it does now. */
export const secondsLeft = (takesEffectAt: string, nowMs: number): number =>
  Math.max(0, Math.ceil((Date.parse(takesEffectAt) - serverNow(nowMs)) / 1_000));

interface HeldDecisionProps {
  of: Withdrawal;
  named: string;
  small?: boolean;
}

/** In place of a row's buttons: who decided, the time left, and the way back. */
export function HeldDecision({ of, named, small = false }: HeldDecisionProps) {
  const me = useIdentity()?.userId;
  const now = useNow(1_000);
  const undo = useUndo();
  if (!of.decision) return null;
  const { action, by, by_name, takes_effect_at: at } = of.decision;
  const left = secondsLeft(at, now);
  const who = queue.held[action](by === me ? queue.approvals.you : (by_name ?? by));
  const when = left > 0 ? queue.held.in(left) : queue.held.now;
  const word = queue.held[action === "approve" ? "wordApprove" : "wordReject"];
  return (
    <span className="flex items-center gap-2 text-13">
      <span className={`figures text-muted ${small ? "whitespace-nowrap" : ""}`}>
        {small ? (
          <span title={`${who}, ${when}`}>{left > 0 ? `${word}, ${queue.held.left(left)}` : word}</span>
        ) : (
          `${who}, ${when}`
        )}
      </span>
      {left > 0 && (
        <Button
          size="s"
          className={small ? "h-7! px-2!" : ""}
          busy={undo.isPending}
          aria-label={`${queue.held.undo}: ${named}`}
          onClick={() => undo.mutate([of.id])}
        >
          {queue.held.undo}
        </Button>
      )}
    </span>
  );
}
