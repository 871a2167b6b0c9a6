import { shortened } from "../../components/ShortId.tsx";
import { amountText, usd } from "../../format/money.ts";
import { queue } from "../../texts/admin-queue.ts";
import { creatorOf } from "./rules.ts";
import type { LeftOut, Withdrawal } from "./types.ts";

const texts = queue.bulk;

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
  if (of.length === 0) return null;
  const byReason = Map.groupBy(of, ({ code, detail }) =>
    code === "unsent" ? texts.unsent : (texts.why[code] ?? detail),
  );
  const named = (id: string) => {
    const row = rows.find((one) => one.id === id);
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
