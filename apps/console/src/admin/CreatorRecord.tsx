import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { t } from "../texts.ts";
import { creatorQuery } from "./queries.ts";

/** A creator in one line: earned, available, paid, rejected, returned. */
export function CreatorRecord({ creatorId }: { creatorId: string }) {
  const { data: record, isPending } = useQuery(creatorQuery(creatorId));
  if (isPending) return <Skeleton className="h-5 w-64 max-w-full" />;
  if (!record) return <p className="text-13 text-muted">{creatorId}</p>;
  const { withdrawals, payouts_paused: paused } = record;
  const words = [
    t.admin.record.earned(amountText(usd(record.earned))),
    t.admin.record.available(amountText(usd(record.available))),
    ...(withdrawals
      ? [
          t.admin.record.paid(withdrawals.paid.count, amountText(usd(withdrawals.paid.amount))),
          ...(withdrawals.refused.count > 0 ? [t.admin.record.refused(withdrawals.refused.count)] : []),
        ]
      : []),
  ];
  return (
    <p className="figures text-13 text-muted">
      {words.join(" · ")}
      {withdrawals !== null && withdrawals.returned.count > 0 && (
        <span className="text-back"> · {t.admin.record.returned(withdrawals.returned.count)}</span>
      )}
      {paused && <span className="text-held"> · {t.admin.record.paused}</span>}
    </p>
  );
}
