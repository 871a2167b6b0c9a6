import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { buttonClass } from "../components/Button.tsx";
import { Loaded, StatsSkeleton } from "../components/states.tsx";
import { amountText, usd } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { EarnedByStream } from "./EarnedByStream.tsx";
import { EarningsCard } from "./EarningsCard.tsx";
import { LivePanel } from "./LivePanel.tsx";
import { MinimumProgress } from "./MinimumProgress.tsx";
import { MoneyNow } from "./MoneyNow.tsx";
import { ownWithdrawalsQuery, summaryQuery } from "./queries.ts";

type Summary = Schemas["EarningsSummary"];

export function HomePage() {
  const summary = useQuery(summaryQuery);
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
      <LivePanel />
      <EarningsCard />
      <EarnedByStream />
    </Page>
  );
}

function Numbers({ summary }: { summary: Summary }) {
  const withdrawals = useInfiniteQuery(ownWithdrawalsQuery);
  const earned = {
    word: t.creator.earned,
    amount: usd(summary.total),
    note: `${t.creator.today(amountText(usd(summary.today)))} · ${t.creator.thisMonth(amountText(usd(summary.this_month)))}`,
  };
  return (
    <>
      <MoneyNow summary={summary} withdrawals={withdrawals.data ?? []} last={earned} />
      <MinimumProgress summary={summary} />
    </>
  );
}
