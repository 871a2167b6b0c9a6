import type { Schemas } from "../api/client.ts";
import { Money } from "../components/Money.tsx";
import { ShortId } from "../components/ShortId.tsx";
import type { Columns } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { amountOf } from "../format/money.ts";
import { t } from "../texts.ts";

type Entry = Schemas["Entry"];

export const entryColumns = (titles: ReadonlyMap<string, string>): Columns<Entry> => [
  {
    id: "what",
    header: t.ledger.what,
    cell: ({ row: { original: entry } }) => (
      <span className="flex flex-wrap items-center gap-x-3">
        <span className="font-medium">{t.ledger.types[entry.reference_type] ?? entry.reference_type}</span>
        <Reference of={entry} title={titles.get(entry.reference_id)} />
      </span>
    ),
  },
  {
    id: "when",
    header: t.ledger.when,
    meta: { from: "sm" },
    cell: ({ row }) => <Ago at={row.original.created_at} className="text-muted" />,
  },
  {
    id: "amount",
    header: t.ledger.amount,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={amountOf(row.original.amount)} sign="always" className="font-medium" />,
  },
  {
    id: "balance",
    header: t.ledger.balance,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={amountOf(row.original.balance_after)} className="text-muted" />,
  },
];

/** The reason in quotes, or the id of the stream or withdrawal. */
function Reference({ of: { metadata, reference_id: id }, title }: { of: Entry; title: string | undefined }) {
  if (metadata.reason) return <q className="line-clamp-1 max-w-80 text-muted">{metadata.reason}</q>;
  return (
    <>
      {title !== undefined && <span className="max-w-56 truncate text-muted">{title}</span>}
      <ShortId id={id} className={title === undefined ? "" : "max-sm:hidden"} />
    </>
  );
}
