import { useInfiniteQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { MoreButton } from "../components/MoreButton.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { amountText, cents, tokens } from "../format/money.ts";
import { minorOf } from "../format/parse.ts";
import { t } from "../texts.ts";
import { type AuditFilter, auditQuery } from "./queries.ts";
import { TrailLink } from "./TrailLink.tsx";

type Row = Schemas["AuditRow"];

const COLUMNS: Columns<Row> = [
  {
    id: "when",
    header: t.audit.when,
    // Narrower screens show it below the action.
    meta: { from: "sm" },
    cell: ({ row }) => <Ago at={row.original.at} className="text-muted" />,
  },
  {
    id: "action",
    header: t.audit.action,
    cell: ({ row: { original } }) => (
      <span className="flex flex-col">
        <span className="font-medium">{t.audit.actions[original.action] ?? original.action}</span>
        <Ago at={original.at} className="text-muted sm:hidden" />
      </span>
    ),
  },
  {
    id: "actor",
    header: t.audit.actor,
    meta: { from: "sm" },
    cell: ({ row }) => <ShortId id={row.original.actor_id} />,
  },
  {
    id: "object",
    header: t.audit.object,
    cell: ({ row: { original } }) => (
      <span className="flex flex-wrap items-center gap-x-3">
        <ShortId id={original.object_id} />
        <TrailLink id={original.object_id} className="inline-block py-0.5 underline underline-offset-4" />
      </span>
    ),
  },
  {
    id: "detail",
    header: t.audit.detail,
    meta: { from: "md" },
    cell: ({ row }) => <Detail of={row.original} />,
  },
  {
    id: "request",
    header: t.audit.request,
    meta: { from: "lg" },
    cell: ({ row }) => <ShortId id={row.original.request_id} />,
  },
];

/** The reason in quotes, then the request: an amount with its asset, and the other fields by name. */
function Detail({ of: { detail } }: { of: Row }) {
  const { reason, note, amount, asset, direction, creator_per_minute: earns, act_id: _, ...rest } = detail;
  const said = [reason, note].find((one) => typeof one === "string" && one !== "");
  const facts = [
    ...(amount === undefined ? [] : [[direction, amountSaid(amount, asset)].filter(Boolean).join(" ")]),
    ...(earns === undefined ? [] : [t.audit.perMinute(amountSaid(earns))]),
    ...Object.entries(rest)
      .filter(([, value]) => value !== null && value !== "" && value !== undefined)
      .map(([name, value]) =>
        name.endsWith("_id") ? plain(value) : `${name.replaceAll("_", " ")} ${plain(value)}`,
      ),
  ];
  return (
    <span className="flex max-w-80 flex-col break-words text-muted">
      {said !== undefined && <q className="line-clamp-2">{String(said)}</q>}
      {facts.length > 0 && <span className="line-clamp-2">{facts.join(" · ")}</span>}
    </span>
  );
}

function plain(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return "amount" in value && "currency" in value
    ? amountSaid(value.amount, value.currency)
    : JSON.stringify(value);
}

/** The log has amounts as decimal strings; those of withdrawals lack their asset, which is always USD. */
function amountSaid(amount: unknown, asset: unknown = "USD"): string {
  const of = asset === "TOKEN" ? "TOKEN" : "USD";
  const minor = minorOf(String(amount), of);
  if (minor === undefined) return String(amount);
  return of === "TOKEN" ? `${amountText(tokens(minor))} ${t.tokens(minor)}` : amountText(cents(minor));
}

export function AuditTable({
  filter,
  none,
  noneHint,
}: {
  filter: AuditFilter;
  none: string;
  noneHint: string;
}) {
  const rows = useInfiniteQuery(auditQuery(filter));
  return (
    <Loaded query={rows} skeleton={<RowsSkeleton />}>
      {(shown) =>
        shown.length === 0 ? (
          <Empty title={none}>{noneHint}</Empty>
        ) : (
          <>
            <Table caption={t.audit.title} columns={COLUMNS} rows={shown} rowId={({ id }) => id} />
            <MoreButton query={rows} />
          </>
        )
      }
    </Loaded>
  );
}
