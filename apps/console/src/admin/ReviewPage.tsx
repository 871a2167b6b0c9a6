import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { usd } from "../format/money.ts";
import { unlessLive } from "../live/is-live.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { ManualActions } from "./ManualActions.tsx";
import { PersonLink } from "./PersonLink.tsx";
import { reviewQuery, type Withdrawal } from "./queries.ts";

/** Payouts that need review, each with its reason and remedy. */
export function ReviewPage() {
  const waiting = useInfiniteQuery({ ...reviewQuery, refetchInterval: unlessLive(15_000) });
  return (
    <Page title={t.review.title} lead={t.review.lead}>
      <Card flush>
        <Loaded query={waiting} skeleton={<RowsSkeleton rows={3} />}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t.review.none}>{t.review.noneHint}</Empty>
            ) : (
              <>
                <ul>
                  {rows.map((withdrawal) => (
                    <Row key={withdrawal.id} withdrawal={withdrawal} />
                  ))}
                </ul>
                <MoreButton query={waiting} />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

function Row({ withdrawal }: { withdrawal: Withdrawal }) {
  const reason = t.review.reasons[withdrawal.attention ?? ""];
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-3 border-b border-line px-5 py-4 last:border-0">
      <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
        <p className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <Link
            to="/admin/withdrawals/$withdrawalId"
            params={{ withdrawalId: withdrawal.id }}
            className="text-16 font-semibold hover:underline"
          >
            <Money amount={usd(withdrawal.amount)} />
          </Link>
          <PersonLink id={withdrawal.creator_id} name={withdrawal.creator_name} />
          <Badge tone="held">{reason?.title ?? withdrawal.attention}</Badge>
        </p>
        {reason && <p className="text-muted">{reason.todo}</p>}
        <p className="text-13 text-muted">
          <Ago at={withdrawal.updated_at} />
        </p>
      </div>
      <ManualActions withdrawal={withdrawal} />
    </li>
  );
}
