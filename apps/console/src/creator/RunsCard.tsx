import { useQuery } from "@tanstack/react-query";
import type { PayoutRun } from "../api/payouts.ts";
import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { usd } from "../format/money.ts";
import { dateText } from "../format/time.ts";
import { payouts } from "../texts/payouts.ts";
import { runsQuery } from "./payout-queries.ts";

const texts = payouts.runs;

/** Each run of the schedule: what it made, or why it was skipped. */
export function RunsCard() {
  const runs = useQuery(runsQuery);
  if (runs.data === null) return null;
  return (
    <Card title={texts.title} flush>
      <Loaded query={runs} skeleton={<RowsSkeleton rows={3} />}>
        {(answer) =>
          answer === null || answer.data.length === 0 ? (
            <Empty title={texts.none}>{texts.noneHint}</Empty>
          ) : (
            <Table caption={texts.title} columns={COLUMNS} rows={answer.data} rowId={({ id }) => id} />
          )
        }
      </Loaded>
    </Card>
  );
}

const COLUMNS: Columns<PayoutRun> = [
  {
    id: "date",
    header: texts.date,
    cell: ({ row }) => (
      <time dateTime={row.original.date} className="whitespace-nowrap">
        {dateText(row.original.date.slice(0, 10))}
      </time>
    ),
  },
  {
    id: "result",
    header: texts.result,
    cell: ({ row: { original: run } }) => (
      <span className="flex flex-col items-start gap-1">
        <Badge tone={run.outcome === "created" ? "paid" : "muted"}>{texts[run.outcome]}</Badge>
        <span className="text-muted">{whyOf(run)}</span>
      </span>
    ),
  },
  {
    id: "next",
    header: texts.next,
    meta: { from: "sm" },
    cell: ({ row: { original: run } }) =>
      run.next_date === null ? (
        <span className="text-muted">—</span>
      ) : (
        <time dateTime={run.next_date} className="whitespace-nowrap text-muted">
          {dateText(run.next_date.slice(0, 10))}
        </time>
      ),
  },
  {
    id: "amount",
    header: texts.amount,
    meta: { align: "right" },
    cell: ({ row: { original: run } }) =>
      run.amount === null ? (
        <span className="text-muted">—</span>
      ) : (
        <Money amount={usd(run.amount)} className="font-medium" />
      ),
  },
];

const whyOf = ({ reason, detail }: PayoutRun): string =>
  reason === null ? "" : (texts.reasons[reason] ?? detail ?? reason);
