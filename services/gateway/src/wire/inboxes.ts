import type { Broker } from "@metercast/outbox";
import { type Clock, type Job, type Logger, startJob } from "@metercast/runtime";
import type { NotificationsClient } from "../adapters/grpc/notifications.ts";
import { startFeed } from "../adapters/nats/live-feed.ts";
import { inboxPages, NO_INBOX_PAGES } from "../usecases/live/inbox-pages.ts";
import { INBOX_SUBJECTS, showInboxEvents } from "../usecases/live/show-inbox-events.ts";
import { NOBODY_SEEN, seenPeople } from "../usecases/people/seen-people.ts";

/** How soon a page that opens shows its unread count. */
const PAGES_MS = 200;
const PEOPLE_MS = 500;

export interface InboxParts {
  broker: Broker;
  /** Undefined: there is no such service. */
  client: Pick<NotificationsClient, "inboxes" | "people"> | undefined;
  clock: Clock;
  log: Logger;
}

/** Unread counts on open pages, and the people whom notifications learn of. */
export function startInboxes({ broker, client, clock, log }: InboxParts) {
  if (client === undefined)
    return { inboxPages: NO_INBOX_PAGES, seenPeople: NOBODY_SEEN, jobs: [], stop: async () => undefined };
  const pages = inboxPages({ inboxes: client.inboxes, log });
  const seen = seenPeople({ people: client.people, clock, log });
  const feed = startFeed({
    name: "gateway-inbox",
    broker,
    log,
    subjects: INBOX_SUBJECTS,
    ...showInboxEvents({ pages, log }),
  });
  const jobs: Job[] = [
    startJob({ name: "inbox_pages", everyMs: PAGES_MS, log, run: () => pages.sendWanted() }),
    startJob({ name: "seen_people", everyMs: PEOPLE_MS, log, run: () => seen.report() }),
  ];
  return { inboxPages: pages, seenPeople: seen, jobs, stop: () => feed.stop() };
}
