import { useQuery } from "@tanstack/react-query";
import { Card } from "../components/Card.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { usd } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { payouts } from "../texts/payouts.ts";
import { NextPayout } from "./NextPayout.tsx";
import { PayoutCalendar } from "./PayoutCalendar.tsx";
import { scheduleQuery } from "./payout-queries.ts";
import { payoutMethodsQuery, summaryQuery } from "./queries.ts";
import { RunsCard } from "./RunsCard.tsx";
import { ScheduleForm } from "./ScheduleForm.tsx";

const texts = payouts.schedule;

/** The creator's schedule, its calendar and its runs. */
export function SchedulePage() {
  const schedule = useQuery(scheduleQuery);
  const summary = useQuery(summaryQuery);
  const methods = useQuery(payoutMethodsQuery);
  const least = summary.data && usd(summary.data.withdrawal.minimum).minor;
  return (
    <Page title={texts.title} lead={texts.lead}>
      <Loaded
        query={schedule}
        skeleton={
          <Card>
            <RowsSkeleton rows={4} />
          </Card>
        }
      >
        {(data) =>
          data === null ? (
            <Card>
              <Empty title={texts.absent}>{texts.absentHint}</Empty>
            </Card>
          ) : (
            <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
              <div className="flex min-w-0 flex-col gap-5">
                <NextPayout schedule={data} />
                <PayoutCalendar />
                <RunsCard />
              </div>
              {least !== undefined && (
                <ScheduleForm schedule={data} least={least} methods={methods.data?.data ?? []} />
              )}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
