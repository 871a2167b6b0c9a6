import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schemas } from "../api/client.ts";
import { type MoneyRole, ROLE_TEXT } from "../components/Stat.tsx";
import { Loaded, Loading, Skeleton } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { durationText } from "../format/time.ts";
import { queue } from "../texts/admin-queue.ts";
import { t } from "../texts.ts";
import { type Status, statsQuery } from "./queries.ts";

const texts = queue.numbers;

/** The queue in one line: the rows below it are what an admin came for. */
export function QueueNumbers() {
  const stats = useQuery(statsQuery);
  return (
    <Loaded
      query={stats}
      skeleton={
        <Loading>
          <Skeleton className="h-5 w-96 max-w-[calc(100vw-2rem)]" />
        </Loading>
      }
    >
      {(data) => <Numbers stats={data} />}
    </Loaded>
  );
}

function Numbers({ stats }: { stats: Schemas["WithdrawalStats"] }) {
  const of = (status: Status) => {
    const row = stats.by_status.find((one) => one.status === status);
    return row === undefined || row.count === 0
      ? texts.none
      : texts.of(row.count, amountText(usd(row.amount)));
  };
  const { oldest_pending_seconds: seconds, needing_attention: review, attempts_unknown: unknown } = stats;
  return (
    <div className="figures flex flex-wrap gap-x-5 gap-y-1 text-13">
      <dl className="contents">
        <Count word={texts.pending} place="held">
          {of("PENDING")}
        </Count>
        <Count word={texts.onItsWay} place="way">
          {of("APPROVED")}
        </Count>
        <Count word={texts.paid} place="paid">
          {of("COMPLETED")}
        </Count>
        <Count word={texts.oldest}>{seconds === null ? texts.none : durationText(seconds)}</Count>
      </dl>
      {review > 0 && (
        <Link to="/admin/review" className="text-back underline underline-offset-4">
          {t.admin.needReview(review)}
          {unknown > 0 && `, ${t.admin.unknown(unknown)}`}
        </Link>
      )}
    </div>
  );
}

function Count({
  word,
  place = "plain",
  children,
}: {
  word: string;
  place?: MoneyRole;
  children: ReactNode;
}) {
  return (
    <div className="flex items-baseline gap-1.5">
      <dt className="text-muted">{word}</dt>
      <dd className={`font-medium ${ROLE_TEXT[place]}`}>{children}</dd>
    </div>
  );
}
