import type { EventsOf } from "@metercast/client";
import type { QueryClient } from "@tanstack/react-query";
import { refetchAll } from "../api/refetch.ts";
import { applyInbox } from "./apply.ts";

type AdminEvent = EventsOf<"/api/admin/events">;

/** Admin pages read lists; an event invalidates those that changed. */
const CHANGED: Record<Exclude<AdminEvent["event"], "inbox">, readonly string[]> = {
  withdrawal: ["withdrawals", "withdrawal", "withdrawal-stats", "creator"],
  freeze: ["integrity"],
  integrity: ["integrity"],
  live: [],
};

export function applyAdminEvent(cache: QueryClient, event: AdminEvent): void {
  if (event.event === "inbox") applyInbox(cache, event.data);
  else for (const key of CHANGED[event.event]) void refetchAll(cache, key);
}
