import type { EventsOf } from "@metercast/client";
import type { QueryClient } from "@tanstack/react-query";
import { askAnew } from "../api/ask-anew.ts";

/** Admin pages read lists; an event says which of them changed. */
const CHANGED: Record<EventsOf<"/api/admin/events">["event"], readonly string[]> = {
  withdrawal: ["withdrawals", "withdrawal", "withdrawal-stats", "creator"],
  freeze: ["integrity"],
  integrity: ["integrity"],
  // No page shows it yet.
  live: [],
};

export function applyAdminEvent(cache: QueryClient, { event }: EventsOf<"/api/admin/events">): void {
  for (const key of CHANGED[event]) void askAnew(cache, key);
}
