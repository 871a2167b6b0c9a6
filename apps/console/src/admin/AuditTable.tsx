import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Schemas } from "../api/client.ts";
import { MoreButton } from "../components/MoreButton.tsx";
import { ShortId } from "../components/ShortId.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { adminPeople } from "../texts/admin-people.ts";
import { t } from "../texts.ts";
import { AuditDetails, AuditObject } from "./AuditDetails.tsx";
import { amountSaid, plain } from "./audit-words.ts";
import { PersonLink } from "./PersonLink.tsx";
import { type AuditFilter, auditQuery } from "./queries.ts";

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
    cell: ({ row: { original } }) => <PersonLink id={original.actor_id} name={original.actor_name} />,
  },
  {
    id: "object",
    header: t.audit.object,
    cell: ({ row }) => <AuditObject of={row.original} />,
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

/** Opens a row to everything: narrow screens leave columns out, and long details are cut. */
const opener = (
  open: string | undefined,
  setOpen: (id: string | undefined) => void,
): Columns<Row>[number] => ({
  id: "open",
  header: () => <span className="sr-only">{adminPeople.row.open}</span>,
  meta: { align: "right" },
  cell: ({ row: { original } }) => {
    const isOpen = original.id === open;
    return (
      <button
        type="button"
        aria-expanded={isOpen}
        aria-label={`${isOpen ? adminPeople.row.close : adminPeople.row.open}: ${t.audit.actions[original.action] ?? original.action}`}
        onClick={() => setOpen(isOpen ? undefined : original.id)}
        className="inline-flex size-8 items-center justify-center rounded-control text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-11"
      >
        <svg
          viewBox="0 0 16 16"
          className={`size-4 fill-none stroke-current transition-transform duration-100 ${isOpen ? "rotate-180" : ""}`}
          strokeWidth="1.5"
          aria-hidden="true"
        >
          <path d="m4 6 4 4 4-4" strokeLinecap="round" strokeLinejoin="round" />
        </svg>
      </button>
    );
  },
});

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
  const [open, setOpen] = useState<string>();
  const columns = useMemo(() => [...COLUMNS, opener(open, setOpen)], [open]);
  return (
    <Loaded query={rows} skeleton={<RowsSkeleton />}>
      {(shown) =>
        shown.length === 0 ? (
          <Empty title={none}>{noneHint}</Empty>
        ) : (
          <>
            <Table
              caption={t.audit.title}
              columns={columns}
              rows={shown}
              rowId={({ id }) => id}
              open={open}
              below={(row) => <AuditDetails of={row} />}
            />
            <MoreButton query={rows} />
          </>
        )
      }
    </Loaded>
  );
}
