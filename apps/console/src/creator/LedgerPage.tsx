import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
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
import { entryColumns } from "./entry-columns.tsx";
import { entriesQuery } from "./queries.ts";
import { StatementDownload } from "./StatementDownload.tsx";

type Entry = Schemas["Entry"];

const DAY_MS = 86_400_000;
/** The length of each time filter, ms. */
const TIMES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, quarter: 90 * DAY_MS } as const;
type Time = keyof typeof TIMES;
const isTime = (text: string | undefined): text is Time => text !== undefined && text in TIMES;
const TYPES = ["STREAM_EARNINGS", "WITHDRAWAL", "WITHDRAWAL_RETURN", "CLAWBACK", "ADJUSTMENT"];

export function LedgerPage() {
  const { type, stream, time } = useSearch({ from: "/creator/ledger" });
  // Fixed when chosen, so that all pages of the list have the same start.
  const from = useMemo(
    () => (isTime(time) ? new Date(Date.now() - TIMES[time]).toISOString() : undefined),
    [time],
  );
  const entries = useInfiniteQuery(entriesQuery({ type, stream, from }));
  const streams = useOwnStreams();
  const columns = useMemo(
    () => entryColumns(new Map(streams.map(({ id, title }) => [id, title]))),
    [streams],
  );
  const filtered = type !== undefined || stream !== undefined || time !== undefined;
  return (
    <Page title={t.ledger.title} lead={t.ledger.lead} actions={<StatementDownload />}>
      <Filters />
      <Card flush>
        <Loaded query={entries} skeleton={<RowsSkeleton rows={8} />}>
          {(rows) =>
            rows.length === 0 ? (
              <Empty title={t.ledger.none}>{filtered ? t.ledger.noneFiltered : t.ledger.noneHint}</Empty>
            ) : (
              <>
                <Table caption={t.ledger.title} columns={columns} rows={rows} rowId={entryKey} />
                <MoreButton query={entries} />
              </>
            )
          }
        </Loaded>
      </Card>
    </Page>
  );
}

const entryKey = ({ id, version }: Entry) => `${id}-${version}`;

const NONE: Schemas["Stream"][] = [];
function useOwnStreams(): Schemas["Stream"][] {
  const userId = useIdentity()?.userId ?? "";
  return useQuery(streamsQuery(userId)).data?.data ?? NONE;
}

function Filters() {
  const search = useSearch({ from: "/creator/ledger" });
  const navigate = useNavigate({ from: "/ledger" });
  const streams = useOwnStreams();
  const set = (name: "type" | "stream" | "time") => (event: { target: { value: string } }) =>
    // Based on the requested filter: the last choice may not be rendered yet.
    navigate({
      search: (asked) => ({ ...asked, [name]: event.target.value || undefined }),
      replace: true,
    });
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
          ...streams.map(({ id, title }) => ({ value: id, label: title })),
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
