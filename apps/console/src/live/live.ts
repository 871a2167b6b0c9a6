import type { ConnectionState, EventsOf } from "@metercast/client";
import { useEffect, useSyncExternalStore } from "react";
import { api } from "../api/client.ts";
import { queryClient } from "../api/query-client.ts";
import { useIdentity } from "../auth/session.ts";
import { checkBuild } from "../shell/build.ts";
import { applyEvent } from "./apply.ts";
import { applyAdminEvent } from "./apply-admin.ts";
import { setIsLost } from "./is-live.ts";
import { follow } from "./shared.ts";

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

/** Keeps the area's event stream open while a person is signed in; all tabs of a browser share it. */
export function useLive(area: "person" | "admin"): void {
  const userId = useIdentity()?.userId;
  useEffect(() => {
    if (userId === undefined) return;
    const shared = { name: `metercast.live.${area}.${userId}`, onState: setState, onGap };
    const leave =
      area === "admin"
        ? follow<EventsOf<"/api/admin/events">, LiveState>({
            ...shared,
            read: (signal, lastEventId, onState) =>
              api.events("/api/admin/events", options(signal, lastEventId, onState)),
            // Lists are asked for; each event is about one row of them.
            keyOf: () => undefined,
            onEvent: (event) => applyAdminEvent(queryClient, event),
          })
        : follow<EventsOf<"/api/wallet/events">, LiveState>({
            ...shared,
            read: (signal, lastEventId, onState) =>
              api.events("/api/wallet/events", options(signal, lastEventId, onState)),
            keyOf: snapshotKey,
            onEvent: (event) => applyEvent(queryClient, event),
          });
    return () => {
      leave();
      setState(OFF);
    };
  }, [userId, area]);
}

/** After a gap every query is fetched once; a hidden tab does it when it is looked at. */
function onGap(): void {
  const refetchType = document.visibilityState === "visible" ? "active" : "none";
  void queryClient.invalidateQueries({ refetchType });
  // A deploy ends every stream.
  void checkBuild();
}

const options = (
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
