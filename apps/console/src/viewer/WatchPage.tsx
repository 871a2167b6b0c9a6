import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Schemas } from "../api/client.ts";
import { streamQuery } from "../api/queries.ts";
import { Badge } from "../components/Badge.tsx";
import { Loaded, Loading, Problem, Skeleton } from "../components/states.tsx";
import { Page } from "../shell/Shell.tsx";
import { t } from "../texts.ts";
import { Meter } from "./Meter.tsx";
import { Screen } from "./Screen.tsx";
import { usePlayer } from "./use-player.ts";

type Stream = Schemas["Stream"];

const LOOK_MS = 5_000;

export function WatchPage() {
  const { streamId } = useParams({ from: "/viewer/watch/$streamId" });
  const stream = useQuery({ ...streamQuery(streamId), refetchInterval: LOOK_MS });
  if (!stream.data && stream.error)
    return (
      <Page title={t.watch.picture}>
        <Problem error={stream.error} retry={() => stream.refetch()} />
        <Link to="/streams" className="underline underline-offset-4">
          {t.watch.others}
        </Link>
      </Page>
    );
  return (
    <Loaded query={stream} skeleton={<WatchSkeleton />}>
      {(data) => <Watch key={data.id} stream={data} />}
    </Loaded>
  );
}

function Watch({ stream }: { stream: Stream }) {
  const player = usePlayer(stream.id);
  return (
    <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <title>{`${stream.title} · Metercast`}</title>
      <div className="flex min-w-0 flex-col gap-4">
        <Screen stream={stream} player={player} />
        <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
          <div className="min-w-0">
            <h1 className="text-20 font-semibold tracking-tight break-words">
              <bdi>{stream.title}</bdi>
            </h1>
            <p className="text-muted">{stream.creator_id}</p>
          </div>
          <div className="flex items-center gap-3">
            <span className="figures text-muted">{t.watch.viewers(stream.viewers)}</span>
            {stream.status === "live" ? (
              <Badge tone="accent">{t.streams.live}</Badge>
            ) : (
              <Badge tone="muted">{t.streams.ended}</Badge>
            )}
          </div>
        </div>
      </div>
      <Meter stream={stream} player={player} />
    </div>
  );
}

function WatchSkeleton() {
  return (
    <Loading>
      <h1 className="sr-only">{t.watch.picture}</h1>
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex flex-col gap-4">
          <Skeleton className="aspect-video rounded-card" />
          <Skeleton className="h-7 w-1/2" />
        </div>
        <Skeleton className="h-80 rounded-card" />
      </div>
    </Loading>
  );
}
