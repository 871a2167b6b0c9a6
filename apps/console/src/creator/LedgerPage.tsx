import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect } from "react";
import type { Schemas } from "../api/client.ts";
import { streamsQuery } from "../api/queries.ts";
import { useIdentity } from "../auth/session.ts";
import { Card } from "../components/Card.tsx";
import { Select } from "../components/Field.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { Table } from "../components/Table.tsx";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { ENTRY_COLUMNS } from "./entry-columns.tsx";
import { entriesQuery } from "./queries.ts";
import { StatementDownload } from "./StatementDownload.tsx";

type Entry = Schemas["Entry"];

const DAY_MS = 86_400_000;
/** How far back each choice of a time reaches, ms. */
const TIMES = { today: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, quarter: 90 * DAY_MS } as const;
type Time = keyof typeof TIMES;
const TYPES = ["STREAM_EARNINGS", "WITHDRAWAL", "WITHDRAWAL_RETURN", "ADJUSTMENT"];
/** A filter looks this many pages further by itself; a person decides on more. */
const LOOK_PAGES = 10;
const ENOUGH = 20;

/** Every movement of the balance. */
export function LedgerPage() {
  const search = useSearch({ from: "/creator/ledger" });
  const since = search.time && search.time in TIMES ? Date.now() - TIMES[search.time as Time] : 0;
  const entries = useInfiniteQuery(entriesQuery(search.type));
  const all = entries.data ?? [];
  const rows = all.filter(
    (entry) =>
      new Date(entry.created_at).getTime() > since &&
      (search.stream === undefined || entry.reference_id === search.stream),
  );
  // Newest first: one that is too old ends the search.
  const ended = all.length > 0 && new Date(all.at(-1)?.created_at ?? 0).getTime() <= since;
  const filtered = search.stream !== undefined || search.type !== undefined || search.time !== undefined;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = entries;
  const further =
    search.stream !== undefined && rows.length < ENOUGH && all.length < LOOK_PAGES * 25 && !ended;
  useEffect(() => {
    if (further && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [further, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <Page title={t.ledger.title} lead={t.ledger.lead} actions={<StatementDownload />}>
      <Filters />
      <Card flush>
        <Loaded query={entries} skeleton={<RowsSkeleton rows={8} />}>
          {() =>
            rows.length === 0 && !(further && hasNextPage) ? (
              <Empty title={t.ledger.none}>{filtered ? t.ledger.noneFiltered : t.ledger.noneHint}</Empty>
            ) : (
              <>
                <Table caption={t.ledger.title} columns={ENTRY_COLUMNS} rows={rows} rowId={entryKey} />
                {!ended && <MoreButton query={entries} />}
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

const entryKey = ({ id, version }: Entry) => `${id}-${version}`;

function Filters() {
  const search = useSearch({ from: "/creator/ledger" });
  const navigate = useNavigate({ from: "/ledger" });
  const userId = useIdentity()?.userId ?? "";
  const { data: streams } = useQuery(streamsQuery(userId));
  const set = (name: "type" | "stream" | "time") => (event: { target: { value: string } }) =>
    navigate({ search: { ...search, [name]: event.target.value || undefined }, replace: true });
  return (
    <form aria-label={t.ledger.filter} className="grid gap-4 sm:grid-cols-3">
      <Select
        label={t.ledger.type}
        value={search.type ?? ""}
        onChange={set("type")}
        options={[
          { value: "", label: t.all },
          ...TYPES.map((type) => ({ value: type, label: t.ledger.types[type] ?? type })),
        ]}
      />
      <Select
        label={t.ledger.stream}
        value={search.stream ?? ""}
        onChange={set("stream")}
        options={[
          { value: "", label: t.ledger.anyStream },
          ...(streams?.data ?? []).map(({ id, title }) => ({ value: id, label: title })),
        ]}
      />
      <Select
        label={t.ledger.time}
        value={search.time ?? ""}
        onChange={set("time")}
        options={[
          { value: "", label: t.ledger.anyTime },
          ...(Object.keys(TIMES) as Time[]).map((time) => ({ value: time, label: t.ledger.times[time] })),
        ]}
      />
    </form>
  );
}
