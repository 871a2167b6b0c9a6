import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import type { Schemas } from "../api/client.ts";
import { queryClient } from "../api/query-client.ts";
import { buttonClass } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { lazy } from "../components/part.tsx";
import { Empty, Loaded, RowsSkeleton, Skeleton, StatsSkeleton } from "../components/states.tsx";
import { usd } from "../format/money.ts";
import { askAhead } from "../shell/ahead.ts";
import { HOME } from "../shell/areas.ts";
import { Page } from "../shell/Shell.tsx";
import { home } from "../texts/creator-home.ts";
import { t } from "../texts.ts";
import { EarningsCard } from "./EarningsCard.tsx";
import { ForecastCards } from "./ForecastCards.tsx";
import { LivePanel } from "./LivePanel.tsx";
import { MoneyNow } from "./MoneyNow.tsx";
import { NewestStreams } from "./NewestStreams.tsx";
import { PayoutChecklist } from "./PayoutChecklist.tsx";
import { PeriodCards } from "./PeriodCards.tsx";
import { checklistQuery, homeQuery, ownWithdrawalsQuery, summaryQuery } from "./queries.ts";

askAhead(HOME.creator, () => {
  void queryClient.prefetchQuery(summaryQuery);
  void queryClient.prefetchQuery(homeQuery);
  void queryClient.prefetchQuery(checklistQuery);
  void queryClient.prefetchInfiniteQuery(ownWithdrawalsQuery);
});

type Summary = Schemas["EarningsSummary"];

/** The numbers load first, the chart later. */
const BestHours = lazy(async () => ({ default: (await import("./BestHours.tsx")).BestHours }));

export function HomePage() {
  const summary = useQuery(summaryQuery);
  const numbers = useQuery(homeQuery);
  return (
    <Page
      title={t.creator.title}
      actions={
        <Link to="/finances" className={buttonClass("secondary")}>
          {t.creator.withdraw}
        </Link>
      }
    >
      <Loaded query={summary} skeleton={<StatsSkeleton />}>
        {(data) => <Numbers summary={data} />}
      </Loaded>
      <PayoutChecklist />
      <LivePanel />
      <Loaded
        query={numbers}
        skeleton={
          <Card>
            <RowsSkeleton rows={4} />
          </Card>
        }
      >
        {(data) => <Times of={data} />}
      </Loaded>
    </Page>
  );
}

function Times({ of }: { of: Schemas["EarningsHome"] }) {
  return (
    <>
      <PeriodCards of={of} />
      <ForecastCards of={of} />
      <EarningsCard />
      <Suspense fallback={<Skeleton className="h-64" />}>
        <BestHours of={of.best_hours} />
      </Suspense>
      <Card title={home.streams} flush>
        {of.streams.length === 0 ? (
          <Empty title={t.earnings.noStreams}>{t.earnings.noStreamsHint}</Empty>
        ) : (
          <NewestStreams rows={of.streams} />
        )}
      </Card>
    </>
  );
}

function Numbers({ summary }: { summary: Summary }) {
  const withdrawals = useInfiniteQuery(ownWithdrawalsQuery);
  const earned = { word: t.creator.earned, amount: usd(summary.total), note: t.finances.sinceTheBeginning };
  return <MoneyNow summary={summary} withdrawals={withdrawals.data ?? []} last={earned} />;
}
