import { useIdentity } from "../../auth/session.ts";
import { Button } from "../../components/Button.tsx";
import { useNow } from "../../components/Time.tsx";
import { amountText, sum, usd } from "../../format/money.ts";
import { queue } from "../../texts/admin-queue.ts";
import { t } from "../../texts.ts";
import { secondsLeft } from "./HeldDecision.tsx";
import { creatorOf } from "./rules.ts";
import type { Withdrawal } from "./types.ts";
import { useUndo } from "./use-undo.ts";

const texts = queue.held;

/** One's own decisions that can be undone, the latest first; those of one dialog belong together. */
export function undoable(
  rows: readonly Withdrawal[],
  together: readonly string[],
  me: string | undefined,
  nowMs: number,
): { latest: Withdrawal[]; more: number } {
  const own = rows
    .filter(({ decision }) => decision?.by === me && secondsLeft(decision?.takes_effect_at ?? "", nowMs) > 0)
    .toSorted((a, b) => untilOf(b).localeCompare(untilOf(a)));
  const [first] = own;
  if (!first) return { latest: [], more: 0 };
  const latest = together.includes(first.id) ? own.filter(({ id }) => together.includes(id)) : [first];
  return { latest, more: own.length - latest.length };
}

const untilOf = ({ decision }: Withdrawal): string => decision?.takes_effect_at ?? "";

/** The server holds the decision: after a reload the toast is there again. */
export function UndoToast({ rows, together }: { rows: readonly Withdrawal[]; together: readonly string[] }) {
  const me = useIdentity()?.userId;
  const now = useNow(1_000);
  const undo = useUndo();
  const { latest, more } = undoable(rows, together, me, now);
  const [first] = latest;
  if (!first?.decision) return null;
  const total = sum(
    latest.map(({ amount }) => usd(amount)),
    "USD",
  );
  const what =
    latest.length > 1
      ? texts.several(latest.length, amountText(total))
      : t.admin.ofCreator(amountText(total), creatorOf(first));
  return (
    <section
      aria-label={texts.region}
      className="fixed inset-x-4 bottom-4 z-2 mx-auto flex max-w-xl flex-wrap items-center gap-x-4 gap-y-1 rounded-card border border-line-strong bg-surface px-5 py-3"
    >
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">
          {first.decision.action === "approve" ? texts.approved(what) : texts.rejected(what)}
        </p>
        <p className="figures text-13 text-muted">
          {texts.in(secondsLeft(first.decision.takes_effect_at, now))}
          {more > 0 && ` · ${texts.more(more)}`}
        </p>
      </div>
      <Button
        size="s"
        kind="primary"
        busy={undo.isPending}
        onClick={() => undo.mutate(latest.map(({ id }) => id))}
      >
        {latest.length > 1 ? texts.undoAll : texts.undo}
      </Button>
    </section>
  );
}
