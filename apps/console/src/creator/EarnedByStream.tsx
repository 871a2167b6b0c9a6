import { useInfiniteQuery } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { Money } from "../components/Money.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, RowsSkeleton } from "../components/states.tsx";
import { type Columns, Table } from "../components/Table.tsx";
import { Ago } from "../components/Time.tsx";
import { countText, usd } from "../format/money.ts";
import { t } from "../texts.ts";
import { earnedByStreamQuery } from "./queries.ts";

type Row = Schemas["EarningsByStream"];

const COLUMNS: Columns<Row> = [
  {
    id: "title",
    header: t.earnings.stream,
    cell: ({ row: { original: stream } }) => (
      <span className="flex items-center gap-3">
        <span className="max-w-56 truncate font-medium">{stream.title}</span>
        {stream.status === "live" && <Badge tone="accent">{t.streams.live}</Badge>}
      </span>
    ),
  },
  {
    id: "began",
    header: t.earnings.began,
    meta: { from: "sm" },
    cell: ({ row }) => <Ago at={row.original.started_at} className="text-muted" />,
  },
  {
    id: "minutes",
    header: t.earnings.minutes,
    meta: { align: "right", from: "sm" },
    cell: ({ row }) => <span className="figures">{countText(row.original.viewer_minutes)}</span>,
  },
  {
    id: "earned",
    header: t.earnings.amount,
    meta: { align: "right" },
    cell: ({ row }) => <Money amount={usd(row.original.earned)} className="font-medium" />,
  },
];

export function EarnedByStream() {
  const streams = useInfiniteQuery(earnedByStreamQuery);
  return (
    <Card title={t.earnings.streams} flush>
      <Loaded query={streams} skeleton={<RowsSkeleton rows={3} />}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t.earnings.noStreams}>{t.earnings.noStreamsHint}</Empty>
          ) : (
            <>
              <Table
                caption={t.earnings.streams}
                columns={COLUMNS}
                rows={rows}
                rowId={({ stream_id }) => stream_id}
              />
              <MoreButton query={streams} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}
