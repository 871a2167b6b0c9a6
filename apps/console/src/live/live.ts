import type { ConnectionState } from "@metercast/client";
import { useEffect, useSyncExternalStore } from "react";
import { api } from "../api/client.ts";
import { queryClient } from "../api/query-client.ts";
import { useIdentity } from "../auth/session.ts";
import { applyEvent } from "./apply.ts";
import { applyAdminEvent } from "./apply-admin.ts";

const OFF: ConnectionState = { status: "closed", lastHeardAt: undefined, failures: 0, error: undefined };

let state = OFF;
const listeners = new Set<() => void>();

function setState(next: ConnectionState): void {
  const news = next.status !== state.status;
  state = next;
  if (news) for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
};

/** "stopped": closed, without reconnecting. */
type LiveStatus = ConnectionState["status"] | "stopped";
const liveStatus = (): LiveStatus =>
  state.status === "closed" && state.error !== undefined ? "stopped" : state.status;

/** The state of the live connection. */
export const useLiveStatus = (): LiveStatus => useSyncExternalStore(subscribe, liveStatus);
export const lastHeardAt = (): number | undefined => state.lastHeardAt;

/**
 * Keeps the area's event stream open while a person is signed in. After a gap, every query is fetched once.
 */
export function useLive(area: "person" | "admin"): void {
  const userId = useIdentity()?.userId;
  useEffect(() => {
    if (userId === undefined) return;
    const over = new AbortController();
    let lost = false;
    const onState = (next: ConnectionState) => {
      if (over.signal.aborted) return;
      if (next.status === "reconnecting") lost = true;
      if (next.status === "connected" && lost) {
        lost = false;
        void queryClient.invalidateQueries();
      }
      setState(next);
    };
    const options = { signal: over.signal, onState };
    // Ends if reconnecting can't help; then lists refresh by their own interval.
    void (area === "admin" ? followAdmin(options) : followPerson(options)).catch(() => undefined);
    return () => {
      over.abort();
      setState(OFF);
    };
  }, [userId, area]);
}

type Options = NonNullable<Parameters<typeof api.events>[1]>;

async function followPerson(options: Options): Promise<void> {
  for await (const event of api.events("/api/wallet/events", options)) applyEvent(queryClient, event);
}

async function followAdmin(options: Options): Promise<void> {
  for await (const event of api.events("/api/admin/events", options)) applyAdminEvent(queryClient, event);
}
