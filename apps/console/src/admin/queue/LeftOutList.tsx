import { useIdentity } from "../../auth/session.ts";
import { shortened } from "../../components/ShortId.tsx";
import { amountText, usd } from "../../format/money.ts";
import { deciding } from "../../texts/admin-decisions.ts";
import { t } from "../../texts.ts";
import { creatorOf, possible } from "./rules.ts";
import type { LeftOut, Withdrawal } from "./types.ts";
import { isUnsent } from "./use-bulk.ts";

const texts = deciding.bulk;

/** Those that are not decided, each reason with its withdrawals. */
export function LeftOutList({
  title,
  of,
  rows,
}: {
  title: string;
  of: readonly LeftOut[];
  rows: readonly Withdrawal[];
}) {
  const me = useIdentity()?.userId;
  if (of.length === 0) return null;
  const rowOf = (id: string) => rows.find((one) => one.id === id);
  const byReason = Map.groupBy(of, (one) => why(one, rowOf(one.id), me));
  const named = (id: string) => {
    const row = rowOf(id);
    return row ? `${amountText(usd(row.amount))} ${creatorOf(row)}` : shortened(id);
  };
  return (
    <section className="rounded-control bg-held-soft px-4 py-3 text-13">
      <h3 className="font-medium text-held">{title}</h3>
      <dl className="max-h-40 overflow-y-auto">
        {[...byReason].map(([reason, several]) => (
          <div key={reason} className="mt-1">
            <dt className="font-medium">{reason}</dt>
            <dd className="break-words text-muted">{several.map(({ id }) => named(id)).join(" · ")}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function why(one: LeftOut, row: Withdrawal | undefined, me: string | undefined): string {
  if (isUnsent(one)) return texts.unsent;
  // To the API it is one of several things that its state does not allow.
  if (row && possible(row, me).isOwnApproval) return texts.why.already_approved ?? one.detail;
  return texts.why[one.code] ?? t.problems[one.code] ?? one.detail;
}
