import type { EventsOf } from "@metercast/client";
import { api } from "../api/client.ts";
import { applyAdminEvent } from "./apply-admin.ts";
import { type LiveStream, useStream } from "./live.ts";

const ADMIN: LiveStream<EventsOf<"/api/admin/events">> = {
  area: "admin",
  read: (options) => api.events("/api/admin/events", options),
  // Lists are asked for; each event is about one row of them.
  keyOf: () => undefined,
  apply: applyAdminEvent,
};

/** The stream of admins. */
export const useAdminLive = (): void => useStream(ADMIN);

/** For pages that people of every role have: they load it for admins only. */
export function AdminLive() {
  useAdminLive();
  return null;
}
