import type { Schemas } from "../api/client.ts";
import { Badge } from "../components/Badge.tsx";
import { Money } from "../components/Money.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { amountText, countText, usd } from "../format/money.ts";
import { durationText } from "../format/time.ts";
import { home } from "../texts/creator-home.ts";
import { t } from "../texts.ts";

type Row = Schemas["HomeStream"];

const number = (text: string) => <span className="figures">{text}</span>;

const COLUMNS: Columns<Row> = [
  {
    id: "title",
    header: t.earnings.stream,
    cell: ({ row: { original: stream } }) => (
      <span className="flex items-center gap-3">
        <span className="max-w-56 truncate font-medium">{stream.title}</span>
        {stream.status === "live" && <Badge tone="accent">{t.livePanel.live}</Badge>}
      </span>
    ),
  },
  {
    id: "began",
    header: t.earnings.began,
    meta: { from: "md" },
    cell: ({ row }) => <Ago at={row.original.started_at} className="text-muted" />,
  },
  {
    id: "viewers",
    header: home.viewers,
    meta: { align: "right", from: "sm" },
    cell: ({ row }) => number(countText(row.original.unique_viewers)),
  },
  {
    id: "watched",
    header: home.watched,
    meta: { align: "right", from: "md" },
    cell: ({ row }) => number(durationText(row.original.watch_seconds)),
  },
  {
    id: "minutes",
    header: t.earnings.minutes,
    meta: { align: "right", from: "sm" },
    cell: ({ row }) => number(countText(row.original.viewer_minutes)),
  },
  {
    id: "rate",
    header: home.perMinute,
    meta: { align: "right", from: "lg" },
    cell: ({ row: { original } }) =>
      number(original.per_viewer_minute ? amountText(usd(original.per_viewer_minute)) : "—"),
  },
  {
    id: "earned",
    header: t.earnings.amount,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={usd(row.original.earned)} className="font-medium" />,
  },
];

/** The newest streams with who watched and what a minute earned. */
export const NewestStreams = ({ rows }: { rows: Row[] }) => (
  <Table caption={t.earnings.streams} columns={COLUMNS} rows={rows} rowId={({ stream_id }) => stream_id} />
);
