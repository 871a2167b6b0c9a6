import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { walletQuery } from "../api/queries.ts";
import { queryClient } from "../api/query-client.ts";
import { Badge } from "../components/Badge.tsx";
import { Card } from "../components/Card.tsx";
import { MoreButton } from "../components/MoreButton.tsx";
import { Empty, Loaded, Loading, Skeleton } from "../components/states.tsx";
import { askAhead } from "../shell/ahead.ts";
import { HOME } from "../shell/areas.ts";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { streamPagesQuery } from "./queries.ts";
import { TestCard } from "./TestCard.tsx";

askAhead(HOME.viewer, () => {
  void queryClient.prefetchInfiniteQuery(streamPagesQuery);
  void queryClient.prefetchQuery(walletQuery);
});

type Stream = Schemas["Stream"];

const LOOK_MS = 15_000;
const isLive = ({ status }: Stream) => status === "live";

export function StreamsPage() {
  const streams = useInfiniteQuery({ ...streamPagesQuery, refetchInterval: LOOK_MS });
  return (
    <Page title={t.streams.title} lead={t.streams.lead}>
      <Loaded query={streams} skeleton={<TilesSkeleton />}>
        {(all) => (
          <>
            <Tiles live={all.filter(isLive)} />
            {/* Where the last one has ended, no live one follows. */}
            {all.at(-1)?.status === "live" && <MoreButton query={streams} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Tiles({ live }: { live: Stream[] }) {
  if (live.length === 0)
    return (
      <Card>
        <Empty title={t.streams.none}>{t.streams.noneHint}</Empty>
      </Card>
    );
  return (
    <ul className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
      {live.map((stream) => (
        <li key={stream.id}>
          <Tile stream={stream} />
        </li>
      ))}
    </ul>
  );
}

function Tile({ stream }: { stream: Stream }) {
  return (
    <Link
      to="/watch/$streamId"
      params={{ streamId: stream.id }}
      className="group block overflow-hidden rounded-card border border-line bg-surface transition-colors duration-100 hover:border-accent"
    >
      <div className="relative aspect-video overflow-hidden bg-screen">
        <TestCard playing={false} />
        <span className="absolute top-3 start-3">
          <Badge tone="accent">{t.streams.live}</Badge>
        </span>
      </div>
      <div className="flex flex-col gap-0.5 p-4">
        <h2 className="truncate text-16 font-semibold">
          <bdi>{stream.title}</bdi>
        </h2>
        <p className="truncate text-muted">{stream.creator_id}</p>
        <p className="figures mt-2 flex justify-between gap-3 text-13 text-muted">
          <span>{t.watch.price(stream.rate.tokens_per_minute)}</span>
          <span>{t.watch.viewers(stream.viewers)}</span>
        </p>
      </div>
    </Link>
  );
}

function TilesSkeleton() {
  return (
    <Loading>
      <div className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {["a", "b", "c"].map((place) => (
          <div key={place} className="overflow-hidden rounded-card border border-line bg-surface">
            <Skeleton className="aspect-video rounded-none" />
            <div className="flex flex-col gap-2 p-4">
              <Skeleton className="h-5 w-3/5" />
              <Skeleton className="h-4 w-2/5" />
            </div>
          </div>
        ))}
      </div>
    </Loading>
  );
}
