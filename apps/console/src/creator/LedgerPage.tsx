import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Schemas } from "../api/client.ts";
import { streamsQuery } from "../api/queries.ts";
import { useIdentity } from "../auth/session.ts";
import { Card } from "../components/Card.tsx";
import { Input, Select } from "../components/Field.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { startOfDate } from "../format/time.ts";
import { Page } from "../shell/Shell.tsx";
import { ledgerDays } from "../texts/creator-home.ts";
import { t } from "../texts.ts";
import { LedgerDays } from "./LedgerDays.tsx";
import { entriesQuery } from "./queries.ts";
import { StatementDownload } from "./StatementDownload.tsx";

const DAY_MS = 86_400_000;
/** The length of each time filter, ms. */
const TIMES = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, quarter: 90 * DAY_MS } as const;
type Time = keyof typeof TIMES;
const isTime = (text: string | undefined): text is Time => text !== undefined && text in TIMES;
const TYPES = ["STREAM_EARNINGS", "WITHDRAWAL", "WITHDRAWAL_RETURN", "CLAWBACK", "ADJUSTMENT"];

export function LedgerPage() {
  const search = useSearch({ from: "/creator/ledger" });
  const { type, stream } = search;
  // Fixed when chosen, so that all pages of the list have the same start.
  const { from, to } = useMemo(() => boundsOf(search), [search]);
  const entries = useInfiniteQuery(entriesQuery({ type, stream, from, to }));
  const streams = useOwnStreams();
  const titles = useMemo(() => new Map(streams.map(({ id, title }) => [id, title])), [streams]);
  const filtered = [type, stream, from, to].some((one) => one !== undefined);
  return (
    <Page title={t.ledger.title} lead={t.ledger.lead} actions={<StatementDownload />}>
      <Filters />
      <Loaded
        query={entries}
        skeleton={
          <Card flush>
            <RowsSkeleton rows={8} />
          </Card>
        }
      >
        {(rows) =>
          rows.length === 0 ? (
            <Card flush>
              <Empty title={t.ledger.none}>{filtered ? t.ledger.noneFiltered : t.ledger.noneHint}</Empty>
            </Card>
          ) : (
            <>
              <LedgerDays entries={rows} titles={titles} goesOn={entries.hasNextPage} />
              <MoreButton query={entries} />
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

interface Bounds {
  time?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The days of the address in the reader's zone, or the last hours or days. */
function boundsOf({ time, from, to }: Bounds): { from: string | undefined; to: string | undefined } {
  if (isTime(time)) return { from: new Date(Date.now() - TIMES[time]).toISOString(), to: undefined };
  return { from: from && startOfDate(from), to: to && startOfDate(to, 1) };
}

const NONE: Schemas["Stream"][] = [];
function useOwnStreams(): Schemas["Stream"][] {
  const userId = useIdentity()?.userId ?? "";
  return useQuery(streamsQuery(userId)).data?.data ?? NONE;
}

function Filters() {
  const search = useSearch({ from: "/creator/ledger" });
  const navigate = useNavigate({ from: "/ledger" });
  const streams = useOwnStreams();
  const set = (name: "type" | "stream") => (event: { target: { value: string } }) =>
    // Based on the requested filter: the last choice may not be rendered yet.
    navigate({
      search: (asked) => ({ ...asked, [name]: event.target.value || undefined }),
      replace: true,
    });
  // A choice of days ends that of the last hours or days, and the other way round.
  const setTime = (event: { target: { value: string } }) =>
    navigate({
      search: (asked) => ({
        ...asked,
        time: event.target.value || undefined,
        from: undefined,
        to: undefined,
      }),
      replace: true,
    });
  const setDay = (name: "from" | "to") => (event: { target: { value: string } }) =>
    navigate({
      search: (asked) => ({ ...asked, time: undefined, [name]: event.target.value || undefined }),
      replace: true,
    });
  return (
    <form aria-label={t.ledger.filter} className="grid gap-4 sm:grid-cols-3 lg:grid-cols-5">
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
        onChange={setTime}
        options={[
          { value: "", label: t.ledger.anyTime },
          ...(Object.keys(TIMES) as Time[]).map((time) => ({ value: time, label: t.ledger.times[time] })),
        ]}
      />
      <Input
        type="date"
        label={ledgerDays.from}
        value={search.from ?? ""}
        max={search.to}
        onChange={setDay("from")}
      />
      <Input
        type="date"
        label={ledgerDays.to}
        value={search.to ?? ""}
        min={search.from}
        onChange={setDay("to")}
      />
    </form>
  );
}
