import type { ConnectionState, EventsOf } from "@metercast/client";
import type { QueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { api } from "../api/client.ts";
import { queryClient } from "../api/query-client.ts";
import { useIdentity } from "../auth/session.ts";
import { checkBuild } from "../shell/build.ts";
import { applyEvent } from "./apply.ts";
import { setIsLost } from "./is-live.ts";
import { follow, type SharedEvent } from "./shared.ts";

/** "stopped": closed, without reconnecting. */
interface LiveState {
  status: ConnectionState["status"] | "stopped";
  lastHeardAt: number | undefined;
}

const OFF: LiveState = { status: "closed", lastHeardAt: undefined };

let state = OFF;
const listeners = new Set<() => void>();

function setState(next: LiveState): void {
  const news = next.status !== state.status;
  state = next;
  setIsLost(queryClient, next.status === "reconnecting" || next.status === "stopped");
  if (news) for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** The state of the live connection. */
export const useLiveStatus = (): LiveState["status"] => useSyncExternalStore(subscribe, () => state.status);
export const lastHeardAt = (): number | undefined => state.lastHeardAt;

/** An event stream of the gateway, and what becomes of its events. */
export interface LiveStream<Event extends SharedEvent> {
  area: "person" | "admin";
  read(options: ReturnType<typeof optionsOf>): AsyncIterable<Event>;
  /** See `Follow`. */
  keyOf(event: Event): string | undefined;
  apply(cache: QueryClient, event: Event): void;
}

/** Keeps a stream open while a person is signed in; all tabs of a browser share it. */
export function useStream<Event extends SharedEvent>(stream: LiveStream<Event>): void {
  const userId = useIdentity()?.userId;
  useEffect(() => {
    if (userId === undefined) return;
    const leave = follow<Event, LiveState>({
      name: `metercast.live.${stream.area}.${userId}`,
      onState: setState,
      onGap,
      read: (signal, lastEventId, onState) => stream.read(optionsOf(signal, lastEventId, onState)),
      keyOf: stream.keyOf,
      onEvent: (event) => stream.apply(queryClient, event),
    });
    return () => {
      leave();
      setState(OFF);
    };
  }, [userId, stream]);
}

const PERSON: LiveStream<EventsOf<"/api/wallet/events">> = {
  area: "person",
  read: (options) => api.events("/api/wallet/events", options),
  keyOf: snapshotKey,
  apply: applyEvent,
};

/** The stream of viewers and creators. That of admins comes with their area: `admin.ts`. */
export const useLive = (): void => useStream(PERSON);

/** After a gap every query is fetched once; a hidden tab does it when it is looked at. */
function onGap(): void {
  const refetchType = document.visibilityState === "visible" ? "active" : "none";
  void queryClient.invalidateQueries({ refetchType });
  // A deploy ends every stream.
  void checkBuild();
}

const optionsOf = (
  signal: AbortSignal,
  lastEventId: string | undefined,
  onState: (state: LiveState) => void,
) => ({
  signal,
  ...(lastEventId !== undefined && { lastEventId }),
  onState: ({ status, lastHeardAt, error }: ConnectionState) =>
    onState({ status: status === "closed" && error !== undefined ? "stopped" : status, lastHeardAt }),
});

/** These carry a whole state: a tab that comes later needs the newest of each. */
function snapshotKey(event: EventsOf<"/api/wallet/events">): string | undefined {
  if (event.event === "balance") return `balance ${event.data.asset}`;
  return event.event === "session" || event.event === "stream"
    ? `${event.event} ${event.data.id}`
    : undefined;
}
