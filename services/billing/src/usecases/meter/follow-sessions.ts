import type { MeterStore } from "../../ports.ts";
import type { Meter } from "./meter.ts";

/** Transactions that were open at the last look may commit earlier times; none lasts as long as this. */
const OVERLAP_MS = 10_000;
const PAGE = 5_000;
/** Pages at one look; the next one goes on where this one ended. */
const MAX_PAGES = 20;

/** Takes in sessions that other replicas opened or ended. Called every second; times are the database's. */
export function followSessions({ meter, store }: { meter: Meter; store: MeterStore }) {
  let since: number | undefined;
  return async (): Promise<void> => {
    for (let page = 0; page < MAX_PAGES; page++) {
      // Also for those being loaded: what changes meanwhile may be on a page that was read already.
      const { sessions, lastChangedAt, now } = await store.changed([...meter.held.keys()], since, PAGE);
      for (const session of sessions) meter.know(session);
      if (sessions.length < PAGE) {
        since = now - OVERLAP_MS;
        return;
      }
      since = lastChangedAt;
    }
  };
}
