import type { ReactNode } from "react";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { Stat, Stats } from "../components/Stat.tsx";
import { Empty } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { amountOf, countText } from "../format/money.ts";
import { exactTime, monthTitle } from "../format/time.ts";
import { statement as texts } from "../texts/statement.ts";
import { t } from "../texts.ts";
import type { Summary } from "./queries.ts";

type Value = Summary["opening_balance"];
const signed = (amount: Value): ReactNode => <Money amount={amountOf(amount)} sign="always" />;
const kindText = (referenceType: string): string => t.ledger.types[referenceType] ?? referenceType;

/** The parts of a statement, each as a table. */
export function StatementTables({ summary }: { summary: Summary }) {
  return (
    <>
      <Stats>
        <Stat word={texts.opening} amount={amountOf(summary.opening_balance)} />
        <Stat
          word={texts.closing}
          amount={amountOf(summary.closing_balance)}
          note={summary.complete ? undefined : texts.running}
        />
      </Stats>
      {summary.months.length === 0 ? (
        <Card>
          <Empty title={texts.none}>{texts.noneHint}</Empty>
        </Card>
      ) : (
        <>
          <Part title={texts.kinds} columns={KINDS} rows={summary.sums} rowId={(row) => row.reference_type} />
          <Part
            title={texts.months}
            columns={monthColumns(summary.asset)}
            rows={summary.months}
            rowId={(row) => row.month}
          />
          <Streams summary={summary} />
          <Transfers summary={summary} />
        </>
      )}
    </>
  );
}

interface PartProps<T extends object> {
  title: string;
  columns: Columns<T>;
  rows: T[];
  rowId: (row: T) => string;
}

function Part<T extends object>({ title, columns, rows, rowId }: PartProps<T>) {
  if (rows.length === 0) return null;
  return (
    <Card title={title} flush>
      <Table caption={title} columns={columns} rows={rows} rowId={rowId} />
    </Card>
  );
}

const KINDS: Columns<Summary["sums"][number]> = [
  { id: "kind", header: () => texts.kind, cell: ({ row }) => kindText(row.original.reference_type) },
  {
    id: "amount",
    header: () => texts.amount,
    meta: { align: "right" },
    cell: ({ row }) => signed(row.original.amount),
  },
];

const monthColumns = (asset: Summary["asset"]): Columns<Summary["months"][number]> => [
  { id: "month", header: () => texts.month, cell: ({ row }) => monthTitle(row.original.month) },
  {
    id: "minutes",
    header: () => texts.minutes,
    meta: { align: "right", from: "sm" },
    cell: ({ row }) => countText(row.original.minutes),
  },
  {
    id: "watched",
    header: () => texts.ofMinutes[asset],
    meta: { align: "right" },
    cell: ({ row }) => signed(row.original.amount_of_minutes),
  },
  {
    id: "transferred",
    header: () => texts.ofTransfers,
    meta: { align: "right" },
    cell: ({ row }) => signed(row.original.amount_of_transfers),
  },
];

interface StreamRow {
  id: string;
  title: string;
  minutes: number;
  amount: Value;
}

const STREAMS: Columns<StreamRow> = [
  {
    id: "stream",
    header: () => texts.stream,
    cell: ({ row }) => (
      <bdi className="line-clamp-2 max-w-96 [overflow-wrap:anywhere]">{row.original.title}</bdi>
    ),
  },
  {
    id: "minutes",
    header: () => texts.minutes,
    meta: { align: "right" },
    cell: ({ row }) => countText(row.original.minutes),
  },
  {
    id: "amount",
    header: () => texts.amount,
    meta: { align: "right" },
    cell: ({ row }) => signed(row.original.amount),
  },
];

function Streams({ summary }: { summary: Summary }) {
  const rows: StreamRow[] = summary.streams.map(({ stream_id: id, title, ...sums }) => ({
    id,
    title: title ?? id,
    ...sums,
  }));
  if (summary.other_streams.minutes > 0)
    rows.push({ id: "others", title: texts.others, ...summary.other_streams });
  return <Part title={texts.streams} columns={STREAMS} rows={rows} rowId={({ id }) => id} />;
}

const TRANSFERS: Columns<Summary["transfers"][number]> = [
  {
    id: "time",
    header: () => texts.time,
    cell: ({ row }) => <span className="figures">{exactTime(row.original.created_at)}</span>,
  },
  {
    id: "kind",
    header: () => texts.kind,
    cell: ({ row: { original } }) => (
      <span className="flex flex-col">
        {kindText(original.reference_type)}
        <span className="figures text-muted [overflow-wrap:anywhere]">{original.reference_id}</span>
      </span>
    ),
  },
  {
    id: "amount",
    header: () => texts.amount,
    meta: { align: "right" },
    cell: ({ row }) => signed(row.original.amount),
  },
  {
    id: "balance",
    header: () => texts.balance,
    meta: { align: "right", from: "sm" },
    cell: ({ row }) => <Money amount={amountOf(row.original.balance_after)} />,
  },
];

function Transfers({ summary }: { summary: Summary }) {
  return (
    <>
      <Part title={texts.transfers} columns={TRANSFERS} rows={summary.transfers} rowId={({ id }) => id} />
      {summary.more_transfers && <p className="text-muted">{texts.more(summary.transfers.length)}</p>}
    </>
  );
}
