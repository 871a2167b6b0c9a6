import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { Stat, Stats } from "../components/Stat.tsx";
import { Loaded, StatsSkeleton } from "../components/states.tsx";
import { usd } from "../format/money.ts";
import { durationText } from "../format/time.ts";
import { t } from "../texts.ts";
import { type Status, statsQuery } from "./queries.ts";

export function QueueNumbers() {
  const stats = useQuery(statsQuery);
  return (
    <Loaded query={stats} skeleton={<StatsSkeleton />}>
      {(data) => <Numbers stats={data} />}
    </Loaded>
  );
}

function Numbers({ stats }: { stats: Schemas["WithdrawalStats"] }) {
  const of = (status: Status) => {
    const row = stats.by_status.find((one) => one.status === status);
    return { count: row?.count ?? 0, amount: row && usd(row.amount) };
  };
  const [pending, way, paid] = [of("PENDING"), of("APPROVED"), of("COMPLETED")];
  const seconds = stats.oldest_pending_seconds;
  return (
    <Stats>
      <Stat
        word={t.admin.pending}
        place={pending.count > 0 ? "held" : "plain"}
        amount={pending.amount}
        note={t.admin.pendingNote(pending.count)}
      />
      <Stat
        word={t.admin.onItsWay}
        place={way.count > 0 ? "way" : "plain"}
        amount={way.amount}
        note={
          stats.needing_attention > 0 ? (
            <Link to="/admin/review" className="text-held underline underline-offset-4">
              {t.admin.needReview(stats.needing_attention)}
              {stats.attempts_unknown > 0 && `, ${t.admin.unknown(stats.attempts_unknown)}`}
            </Link>
          ) : (
            t.admin.noneNeedsReview
          )
        }
      />
      <Stat
        word={t.admin.paid}
        place={paid.count > 0 ? "paid" : "plain"}
        amount={paid.amount}
        note={t.admin.payouts(paid.count)}
      />
      <Stat word={t.admin.oldest}>
        {seconds === null ? (
          <span className="text-muted">{t.admin.noneWaits}</span>
        ) : (
          <span className="figures">{durationText(seconds)}</span>
        )}
      </Stat>
    </Stats>
  );
}
