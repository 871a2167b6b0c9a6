import { useMemo, useState } from "react";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { Said } from "../components/Said.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { amountOf } from "../format/money.ts";
import { clockTime, exactTime, longDateText } from "../format/time.ts";
import { ledgerDays } from "../texts/creator-home.ts";
import { t } from "../texts.ts";
import { Reference } from "./EntryReference.tsx";
import { byDayAndStream, type Entry, type LedgerRow } from "./ledger-groups.ts";

interface LedgerDaysProps {
  entries: readonly Entry[];
  titles: ReadonlyMap<string, string>;
  /** There are more pages: the last day may not be whole. */
  goesOn: boolean;
}

/** The ledger day by day: what each stream earned on it, and every other entry. */
export function LedgerDays({ entries, titles, goesOn }: LedgerDaysProps) {
  const days = useMemo(() => byDayAndStream(entries), [entries]);
  const [open, setOpen] = useState<string>();
  return days.map(({ day, amount, rows }, place) => {
    const name = longDateText(day);
    return (
      <Card
        key={day}
        flush
        title={name}
        aside={
          <span className="flex items-baseline gap-2 text-13 text-muted">
            {goesOn && place === days.length - 1 && ledgerDays.partOfDay}
            <Money amount={amount} sign="always" className="text-14 font-semibold text-ink" />
          </span>
        }
      >
        <Table
          caption={`${t.ledger.title}, ${name}`}
          columns={columnsOf(titles, name, open, setOpen)}
          rows={rows}
          rowId={({ key }) => key}
          open={open}
          below={(row) => <Postings of={row.entries} />}
        />
      </Card>
    );
  });
}

function columnsOf(
  titles: ReadonlyMap<string, string>,
  day: string,
  open: string | undefined,
  setOpen: (key: string | undefined) => void,
): Columns<LedgerRow> {
  return [
    {
      id: "what",
      header: t.ledger.what,
      cell: ({ row: { original } }) => (
        <span className="flex flex-wrap items-center gap-x-3">
          <span className="font-medium">
            {t.ledger.types[original.first.reference_type] ?? original.first.reference_type}
          </span>
          <Reference of={original.first} title={titles.get(original.first.reference_id)} />
        </span>
      ),
    },
    {
      id: "when",
      header: t.ledger.when,
      meta: { from: "sm" },
      cell: ({ row: { original } }) => <When of={original} />,
    },
    {
      id: "amount",
      header: t.ledger.amount,
      meta: { align: "right" },
      cell: ({ row }) => <Money amount={row.original.amount} sign="always" className="font-medium" />,
    },
    {
      id: "balance",
      header: t.ledger.balance,
      meta: { align: "right" },
      cell: ({ row }) => <Money amount={amountOf(row.original.first.balance_after)} className="text-muted" />,
    },
    {
      id: "open",
      header: () => <span className="sr-only">{t.open}</span>,
      meta: { align: "right" },
      cell: ({ row: { original } }) =>
        original.entries.length > 1 && (
          <Button
            size="s"
            kind="quiet"
            aria-expanded={open === original.key}
            onClick={() => setOpen(open === original.key ? undefined : original.key)}
          >
            {ledgerDays.streamDay(original.entries.length)}
            <Said>{ledgerDays.of(titles.get(original.first.reference_id) ?? ledgerDays.unnamed, day)}</Said>
          </Button>
        ),
    },
  ];
}

/** The time of an entry, or from the first to the last of a row. */
function When({ of: { first, entries } }: { of: LedgerRow }) {
  const oldest = entries.at(-1) ?? first;
  const [from, to] = [clockTime(oldest.created_at), clockTime(first.created_at)];
  return (
    <time dateTime={first.created_at} title={exactTime(first.created_at)} className="figures text-muted">
      {from === to ? to : `${from} – ${to}`}
    </time>
  );
}

function Postings({ of }: { of: readonly Entry[] }) {
  return (
    <ol className="flex flex-col gap-1 px-5 py-3 text-13">
      {of.map((entry) => (
        <li key={entry.version} className="figures flex justify-between gap-4">
          <time dateTime={entry.created_at} title={exactTime(entry.created_at)} className="text-muted">
            {clockTime(entry.created_at)}
          </time>
          <span className="flex gap-6">
            <Money amount={amountOf(entry.amount)} sign="always" />
            <Money amount={amountOf(entry.balance_after)} className="text-muted" />
          </span>
        </li>
      ))}
    </ol>
  );
}
