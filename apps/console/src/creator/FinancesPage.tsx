import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Card } from "../components/Card.tsx";
import { Loaded, RowsSkeleton, StatsSkeleton } from "../components/states.tsx";
import { sum, usd } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { MinimumProgress } from "./MinimumProgress.tsx";
import { MoneyNow } from "./MoneyNow.tsx";
import { PayoutMethod } from "./PayoutMethod.tsx";
import { ownWithdrawalsQuery, payoutMethodsQuery, summaryQuery } from "./queries.ts";
import { WithdrawalHistory } from "./WithdrawalHistory.tsx";
import { WithdrawForm } from "./WithdrawForm.tsx";

/** Asking for money, and where each payout is. */
export function FinancesPage() {
  const summary = useQuery(summaryQuery);
  const methods = useQuery({ ...payoutMethodsQuery, refetchInterval: 5_000 });
  const withdrawals = useInfiniteQuery(ownWithdrawalsQuery);
  const paid = (withdrawals.data ?? []).filter(({ status }) => status === "COMPLETED");
  const last = {
    word: t.finances.paid,
    amount: sum(
      paid.map(({ amount }) => usd(amount)),
      "USD",
    ),
    place: "paid" as const,
    // Older requests come page by page: until then it is the sum of the latest ones, and says so.
    note: withdrawals.hasNextPage ? t.finances.latestPayouts(paid.length) : t.finances.payouts(paid.length),
  };
  return (
    <Page title={t.finances.title} lead={t.finances.lead}>
      <Loaded query={summary} skeleton={<StatsSkeleton />}>
        {(data) => (
          <>
            <MoneyNow summary={data} withdrawals={withdrawals.data ?? []} last={last} />
            <MinimumProgress summary={data} />
          </>
        )}
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
        <PayoutMethod query={methods} />
      </div>
      <WithdrawalHistory query={withdrawals} />
    </Page>
  );
}
