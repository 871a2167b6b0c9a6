import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type Case, type CaseReason, casesQuery, REASONS } from "../api/cases.ts";
import { Card } from "../components/Card.tsx";
import { CaseState } from "../components/CaseState.tsx";
import { Input, Select } from "../components/Field.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Said } from "../components/Said.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { tokens } from "../format/money.ts";
import { Page } from "../shell/Shell.tsx";
import { adminCases as words } from "../texts/admin-cases.ts";
import { caseStatsQuery } from "./case-queries.ts";
import { PersonLink } from "./PersonLink.tsx";

/** The filters of the address; without a status those that wait for the platform. */
export interface CaseSearch {
  status?: string | undefined;
  reason?: string | undefined;
  viewer?: string | undefined;
  stream?: string | undefined;
}

/** What viewers reported: filters in the address, the oldest first. */
export function CasesPage() {
  const { status = "open", reason, viewer, stream } = useSearch({ from: "/admin/admin/cases" });
  const filter = {
    status: status === "all" ? undefined : status,
    reason: REASONS.find((known) => known === reason),
    viewer,
    stream,
  };
  const waits = status === "open" || status === "answered";
  const query = useInfiniteQuery(casesQuery({ ...filter, order: waits ? "oldest" : "newest" }));
  return (
    <Page title={words.title} lead={words.lead}>
      <Counts />
      <Filters />
      <Card flush>
        <Loaded query={query} skeleton={<RowsSkeleton />}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={words.none}>{words.noneHint}</Empty>
            ) : (
              <>
                <Table caption={words.table} columns={COLUMNS()} rows={rows} rowId={({ id }) => id} />
                <MoreButton query={query} />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

function Counts() {
  const { data } = useQuery(caseStatsQuery);
  if (!data) return null;
  return (
    <p className="figures text-muted">
      {words.counts(data.open, data.answered)}
      {data.oldest_open_at && (
        <>
          , {words.oldest} <Ago at={data.oldest_open_at} />
        </>
      )}
    </p>
  );
}

function Filters() {
  const search = useSearch({ from: "/admin/admin/cases" });
  const navigate = useNavigate({ from: "/admin/cases" });
  const set = (change: CaseSearch) => navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const text = (name: "viewer" | "stream") => ({
    // Another address has another text.
    key: `${name} ${search[name] ?? ""}`,
    defaultValue: search[name] ?? "",
    autoComplete: "off",
    onBlur: (event: React.FocusEvent<HTMLInputElement>) =>
      set({ [name]: event.target.value.trim() || undefined }),
    onKeyDown: (event: React.KeyboardEvent<HTMLInputElement>) =>
      event.key === "Enter" && event.currentTarget.blur(),
  });
  const { key: viewerKey, ...viewer } = text("viewer");
  const { key: streamKey, ...stream } = text("stream");
  return (
    <form
      aria-label={words.filter}
      className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4"
      onSubmit={(event) => event.preventDefault()}
    >
      <Select
        label={words.filters.status}
        value={search.status ?? "open"}
        onChange={(event) => set({ status: event.target.value === "open" ? undefined : event.target.value })}
        options={Object.entries(words.statuses).map(([value, label]) => ({ value, label }))}
      />
      <Select
        label={words.filters.reason}
        value={search.reason ?? ""}
        onChange={(event) => set({ reason: event.target.value || undefined })}
        options={[
          { value: "", label: words.anyReason },
          ...REASONS.map((value: CaseReason) => ({ value, label: words.reasons[value] })),
        ]}
      />
      <Input key={viewerKey} label={words.filters.viewer} {...viewer} />
      <Input key={streamKey} label={words.filters.stream} {...stream} />
    </form>
  );
}

/** The name that a token said, or the id. */
const viewerOf = ({ viewer_name, viewer_id }: Case): string => viewer_name ?? viewer_id;

const COLUMNS = (): Columns<Case> => [
  { id: "age", header: words.columns.age, cell: ({ row }) => <Ago at={row.original.opened_at} /> },
  {
    id: "viewer",
    header: words.columns.viewer,
    cell: ({ row: { original } }) => <PersonLink id={original.viewer_id} name={original.viewer_name} />,
  },
  {
    id: "stream",
    header: words.columns.stream,
    meta: { from: "md" },
    cell: ({ row }) => <bdi className="break-words">{row.original.stream_title}</bdi>,
  },
  {
    id: "reason",
    header: words.columns.reason,
    meta: { from: "sm" },
    cell: ({ row }) => words.reasons[row.original.reason],
  },
  {
    id: "charged",
    header: words.columns.charged,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={tokens(row.original.tokens_charged)} word />,
  },
  {
    id: "status",
    header: words.columns.status,
    meta: { from: "sm" },
    cell: ({ row }) => <CaseState status={row.original.status} words={words.statuses} />,
  },
  {
    id: "open",
    header: () => <span className="sr-only">{words.look}</span>,
    meta: { align: "right" },
    cell: ({ row }) => (
      <Link
        to="/admin/cases/$caseId"
        params={{ caseId: row.original.id }}
        className="font-medium underline underline-offset-4"
      >
        {words.look}
        <Said>{words.lookOf(viewerOf(row.original))}</Said>
      </Link>
    ),
  },
];
