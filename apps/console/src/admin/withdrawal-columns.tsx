import { Link } from "@tanstack/react-router";
import { StatusBadge } from "../components/Badge.tsx";
import { buttonClass } from "../components/Button.tsx";
import { Money } from "../components/Money.tsx";
import { ShortId } from "../components/ShortId.tsx";
import type { Columns } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { amountText, usd } from "../format/money.ts";
import { t } from "../texts.ts";
import { PayoutMarks } from "./PayoutMarks.tsx";
import type { Withdrawal } from "./queries.ts";

const { columns } = t.admin;

export const WITHDRAWAL_COLUMNS: Columns<Withdrawal> = [
  {
    id: "creator",
    header: columns.creator,
    cell: ({ row: { original } }) => (
      <span className="flex flex-col items-start gap-1">
        <span className="block max-w-28 truncate font-medium sm:max-w-48">
          <bdi>{original.creator_name ?? original.creator_id}</bdi>
        </span>
        <span className="flex flex-wrap gap-1.5">
          <span className="sm:hidden">
            <StatusBadge status={original.status} words={t.admin.status} />
          </span>
          <PayoutMarks of={original} />
        </span>
      </span>
    ),
  },
  {
    id: "status",
    header: columns.status,
    // Narrower screens show it below the name.
    meta: { from: "sm" },
    cell: ({ row }) => <StatusBadge status={row.original.status} words={t.admin.status} />,
  },
  {
    id: "amount",
    header: columns.amount,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={usd(row.original.amount)} className="font-medium" />,
  },
  {
    id: "changed",
    header: columns.changed,
    meta: { from: "sm" },
    cell: ({ row }) => <Ago at={row.original.updated_at} className="text-muted" />,
  },
  {
    id: "note",
    header: columns.note,
    meta: { from: "md" },
    cell: ({ row: { original } }) =>
      original.reason === null ? null : <q className="line-clamp-2 max-w-64 text-muted">{original.reason}</q>,
  },
  {
    id: "id",
    header: columns.id,
    meta: { from: "lg" },
    cell: ({ row }) => <ShortId id={row.original.id} />,
  },
  {
    id: "show",
    header: () => <span className="sr-only">{t.processed.show}</span>,
    meta: { align: "right" },
    cell: ({ row: { original } }) => (
      <Link
        to="/admin/withdrawals/$withdrawalId"
        params={{ withdrawalId: original.id }}
        aria-label={`${t.processed.show}: ${t.admin.ofCreator(amountText(usd(original.amount)), original.creator_name ?? original.creator_id)}`}
        className={buttonClass("quiet", "s")}
      >
        {t.processed.show}
      </Link>
    ),
  },
];
