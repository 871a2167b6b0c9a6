import { skipToken, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, type Schemas, take } from "../api/client.ts";
import type { LiveSession } from "../live/apply.ts";
import { setup } from "../setup.ts";
import { lastSessionQuery } from "./queries.ts";

export type Session = Schemas["Session"];

/** The heartbeat interval; shorter with short minutes, so that one is paid soon after its end. */
const heartbeatMs = () => Math.min(15_000, Math.max(500, (setup().minute_seconds * 1_000) / 4));

export interface Player {
  session: Session | undefined;
  /** Start of the first minute by this machine's clock. */
  beganAtMs: number;
  looking: boolean;
  joining: boolean;
  joinError: unknown;
  join(): void;
  leave(): void;
}

/**
 * Watching a stream: joins on request, sends heartbeats, and leaves with the page. A reload or a closed tab
 * is no leave: heartbeats end, and the session with them unless the person is back or another tab watches.
 */
export function usePlayer(streamId: string): Player {
  const cache = useQueryClient();
  const [session, setSession] = useState<Session>();
  const [beganAtMs, setBeganAtMs] = useState(0);
  const before = useQuery(lastSessionQuery(streamId));
  const open = before.data?.data[0];

  // A reload of the page must not stop the stream.
  useEffect(() => {
    if (open?.status !== "active") return;
    setSession((known) => known ?? open);
    setBeganAtMs(new Date(open.started_at).getTime());
  }, [open]);

  const join = useMutation({
    mutationFn: () => take(api.post("/api/streams/{id}/sessions", { params: { path: { id: streamId } } })),
    onSuccess: (joined) => {
      setBeganAtMs(joined.minutes_billed === 0 ? Date.now() : new Date(joined.started_at).getTime());
      setSession(joined);
    },
  });
  const { data: live } = useQuery<LiveSession>({
    queryKey: ["live-session", session?.id],
    queryFn: skipToken,
  });
  const merged = session && live ? mergeLive(session, live) : session;
  const watching = merged?.status === "active" ? merged.id : undefined;
  useHeartbeat(watching, setSession);
  useLeaveWithPage(watching);

  const leave = useCallback(() => {
    if (watching === undefined) return;
    void take(api.delete("/api/sessions/{id}", { params: { path: { id: watching } } }))
      .then(setSession)
      // A second leave, for a page that still shows the stream.
      .catch(() => undefined)
      .finally(() => cache.invalidateQueries({ queryKey: ["sessions"] }));
  }, [watching, cache]);

  return {
    session: merged,
    beganAtMs,
    looking: before.isPending,
    joining: join.isPending,
    joinError: join.error,
    join: () => join.mutate(),
    leave,
  };
}

/** Both only grow: more minutes, and an end. */
function mergeLive(session: Session, live: LiveSession): Session {
  const ended = session.status === "ended" ? session : live.status === "ended" ? live : undefined;
  return {
    ...session,
    minutes_billed: Math.max(session.minutes_billed, live.minutes_billed),
    tokens_charged: Math.max(session.tokens_charged, live.tokens_charged),
    ...(ended && { status: "ended", ended_at: ended.ended_at, end_reason: ended.end_reason }),
  };
}

function useHeartbeat(id: string | undefined, onAnswer: (session: Session) => void): void {
  useEffect(() => {
    if (id === undefined) return;
    let waiting = false;
    const beat = async () => {
      if (waiting) return;
      waiting = true;
      // The next heartbeat makes up for a lost one.
      const answer = await api
        .post("/api/sessions/{id}/heartbeat", { params: { path: { id } } })
        .catch(() => undefined);
      waiting = false;
      if (answer) onAnswer(answer.data);
    };
    const timer = setInterval(() => void beat(), heartbeatMs());
    return () => clearInterval(timer);
  }, [id, onAnswer]);
}

/**
 * A viewer who goes to another page of the console pays no further minute, unless another tab shows the
 * stream. Tabs say so by a lock that they share; a browser frees it with the tab.
 */
function useLeaveWithPage(id: string | undefined): void {
  const current = useRef(id);
  current.current = id;
  useEffect(() => {
    if (id === undefined) return;
    const over = new AbortController();
    const held = new Promise<void>((resolve) =>
      over.signal.addEventListener("abort", () => resolve(), { once: true }),
    );
    void navigator.locks?.request(lockOf(id), { mode: "shared" }, () => held).catch(() => undefined);
    return () => over.abort();
  }, [id]);
  useEffect(
    () => () => {
      const left = current.current;
      if (left !== undefined) void leaveUnlessShown(left);
    },
    [],
  );
}

const lockOf = (id: string): string => `metercast.watch.${id}`;

/** After this tab's own lock was freed. */
async function leaveUnlessShown(id: string): Promise<void> {
  const shown = await navigator.locks?.request(
    lockOf(id),
    { mode: "exclusive", ifAvailable: true },
    async (lock) => lock === null,
  );
  if (shown) return;
  await api
    .delete("/api/sessions/{id}", { params: { path: { id } } })
    // The meter finds a session whose heartbeats ended.
    .catch(() => undefined);
}
