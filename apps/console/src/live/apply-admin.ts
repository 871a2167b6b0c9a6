import type { EventsOf } from "@metercast/client";
import type { QueryClient } from "@tanstack/react-query";
import { refetchAll } from "../api/refetch.ts";

/** Admin pages read lists; an event invalidates those that changed. */
const CHANGED: Record<EventsOf<"/api/admin/events">["event"], readonly string[]> = {
  withdrawal: ["withdrawals", "withdrawal", "withdrawal-stats", "creator"],
  freeze: ["integrity"],
  integrity: ["integrity"],
  live: [],
  inbox: ["notifications"],
};

export function applyAdminEvent(cache: QueryClient, { event }: EventsOf<"/api/admin/events">): void {
  for (const key of CHANGED[event]) void refetchAll(cache, key);
}
