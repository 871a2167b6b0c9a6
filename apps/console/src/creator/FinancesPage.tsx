import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { Card } from "../components/Card.tsx";
import { Loaded, RowsSkeleton, StatsSkeleton } from "../components/states.tsx";
import { usd } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { AvailabilityCard } from "./AvailabilityCard.tsx";
import { needsAction } from "./attention.ts";
import { MoneyNow } from "./MoneyNow.tsx";
import { PayoutMethods } from "./PayoutMethods.tsx";
import { ownWithdrawalsQuery, payoutMethodsQuery, summaryQuery } from "./queries.ts";
import { WithdrawalHistory } from "./WithdrawalHistory.tsx";
import { WithdrawForm } from "./WithdrawForm.tsx";

const EVERY_MS = 5_000;

export function FinancesPage() {
  const summary = useQuery(summaryQuery);
  const methods = useQuery({ ...payoutMethodsQuery, refetchInterval: EVERY_MS });
  const withdrawals = useInfiniteQuery({
    ...ownWithdrawalsQuery,
    // What the creator settles at the provider ends the wait without an event for this page.
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some((page) => page.data.some(needsAction)) ? EVERY_MS : false,
  });
  return (
    <Page title={t.finances.title} lead={t.finances.lead}>
      <Loaded query={summary} skeleton={<StatsSkeleton />}>
        {(data) => <MoneyNow summary={data} withdrawals={withdrawals.data ?? []} last={paidOut(data)} />}
      </Loaded>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Loaded
          query={summary}
          skeleton={
            <Card>
              <RowsSkeleton rows={3} />
            </Card>
          }
        >
          {(data) => <WithdrawForm summary={data} methods={methods.data?.data ?? []} />}
        </Loaded>
        <div id="methods" className="min-w-0 scroll-mt-20">
          <PayoutMethods query={methods} />
        </div>
      </div>
      <AvailabilityCard />
      <WithdrawalHistory query={withdrawals} />
    </Page>
  );
}

function paidOut({ paid_out }: Schemas["EarningsSummary"]) {
  const amount = paid_out && usd(paid_out);
  if (amount === null || amount.minor === 0n)
    return { word: t.finances.paid, amount, place: "plain" as const, note: t.finances.nothingYet };
  return { word: t.finances.paid, amount, place: "paid" as const, note: t.finances.sinceTheBeginning };
}
