import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { api, newKey, type Schemas, take } from "../api/client.ts";
import { streamQuery, streamsQuery } from "../api/queries.ts";
import { useIdentity } from "../auth/session.ts";
import { Badge } from "../components/Badge.tsx";
import { Button } from "../components/Button.tsx";
import { Card } from "../components/Card.tsx";
import { Dialog } from "../components/Dialog.tsx";
import { Input } from "../components/Field.tsx";
import { Money } from "../components/Money.tsx";
import { lazy } from "../components/part.tsx";
import { ROLE_TEXT } from "../components/Stat.tsx";
import { Loaded, Problem, RowsSkeleton, Skeleton } from "../components/states.tsx";
import { Ago } from "../components/Time.tsx";
import { countText, usd } from "../format/money.ts";
import { charts } from "../texts/creator-home.ts";
import { t } from "../texts.ts";

const PerMinuteLine = lazy(async () => ({ default: (await import("./PerMinuteLine.tsx")).PerMinuteLine }));

type Stream = Schemas["Stream"];

/** The running stream, or the form to start one. */
export function LivePanel() {
  const userId = useIdentity()?.userId ?? "";
  const streams = useQuery(streamsQuery(userId));
  return (
    <Loaded
      query={streams}
      skeleton={
        <Card>
          <RowsSkeleton rows={2} />
        </Card>
      }
    >
      {({ data }) => {
        const live = data.filter(({ status }) => status === "live");
        return live.length === 0 ? (
          <GoLive />
        ) : (
          live.map((stream) => <Live key={stream.id} listed={stream} />)
        );
      }}
    </Loaded>
  );
}

function GoLive() {
  const cache = useQueryClient();
  const [title, setTitle] = useState("");
  const [key, setKey] = useState(newKey);
  const begin = useMutation({
    mutationFn: () => take(api.post("/api/streams", { body: { title: title.trim() }, idempotencyKey: key })),
    onSuccess: () => {
      setKey(newKey());
      return cache.invalidateQueries({ queryKey: ["streams"] });
    },
  });
  return (
    <Card title={t.livePanel.offline}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate();
        }}
      >
        <p className="max-w-prose text-muted">{t.livePanel.offlineHint}</p>
        <div className="max-w-xl">
          <Input
            label={t.livePanel.streamTitle}
            required
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            trailing={
              <Button type="submit" kind="primary" busy={begin.isPending} disabled={title.trim() === ""}>
                {t.livePanel.go}
              </Button>
            }
          />
        </div>
        {begin.isError && <Problem error={begin.error} />}
      </form>
    </Card>
  );
}

function Live({ listed }: { listed: Stream }) {
  const { data: stream = listed } = useQuery({ ...streamQuery(listed.id), placeholderData: listed });
  const [ending, setEnding] = useState(false);
  const { earnings } = stream;
  return (
    <Card
      title={
        <span className="flex min-w-0 items-center gap-3">
          <Badge tone="accent">{t.livePanel.live}</Badge>
          <bdi className="truncate">{stream.title}</bdi>
        </span>
      }
      aside={
        <Button size="s" onClick={() => setEnding(true)}>
          {t.livePanel.end}
        </Button>
      }
    >
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-[auto_minmax(0,1fr)]">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 min-[480px]:grid-cols-3 md:grid-cols-1">
          <Figure word={t.livePanel.viewers}>{countText(stream.viewers)}</Figure>
          {earnings && (
            <>
              <Figure word={t.livePanel.perMinute} note={t.livePanel.estimated}>
                <Money amount={usd(earnings.per_minute)} className={ROLE_TEXT.estimated} />
              </Figure>
              <Figure word={t.livePanel.soFar}>
                <Money amount={usd(earnings.so_far)} />
              </Figure>
            </>
          )}
        </dl>
        <div className="flex min-w-0 flex-col gap-1">
          <p className="flex flex-wrap justify-between gap-x-4 text-13 text-muted">
            <span>{charts.sinceStart}</span>
            <span>
              {t.livePanel.began} <Ago at={stream.started_at} />
            </span>
          </p>
          <Suspense fallback={<Skeleton className="h-40" />}>
            <PerMinuteLine streamId={stream.id} />
          </Suspense>
        </div>
      </div>
      <EndStream stream={stream} open={ending} onClose={() => setEnding(false)} />
    </Card>
  );
}

function Figure({ word, note, children }: { word: string; note?: string; children: React.ReactNode }) {
  return (
    <div className="flex min-w-0 flex-col justify-between">
      <dt className="text-13 text-muted">
        {word}
        {note && <span> · {note}</span>}
      </dt>
      <dd className="figures text-20 font-semibold">{children}</dd>
    </div>
  );
}

function EndStream({ stream, open, onClose }: { stream: Stream; open: boolean; onClose: () => void }) {
  const cache = useQueryClient();
  const end = useMutation({
    mutationFn: () => take(api.post("/api/streams/{id}/end", { params: { path: { id: stream.id } } })),
    onSuccess: async () => {
      onClose();
      await cache.invalidateQueries({ queryKey: ["streams"] });
    },
  });
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t.livePanel.endTitle}
      consequence={t.livePanel.endHint(stream.viewers)}
      actions={
        <>
          <Button onClick={onClose}>{t.livePanel.keep}</Button>
          <Button kind="danger" busy={end.isPending} onClick={() => end.mutate()}>
            {t.livePanel.end}
          </Button>
        </>
      }
    >
      {end.isError && <Problem error={end.error} />}
    </Dialog>
  );
}
