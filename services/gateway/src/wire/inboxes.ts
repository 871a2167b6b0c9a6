import type { Broker } from "@metercast/outbox";
import { type Clock, type Job, type Logger, startJob } from "@metercast/runtime";
import type { NotificationsClient } from "../adapters/grpc/notifications.ts";
import { startFeed } from "../adapters/nats/live-feed.ts";
import type { PersonDirectory } from "../ports/person-directory.ts";
import { inboxPages, NO_INBOX_PAGES } from "../usecases/live/inbox-pages.ts";
import { INBOX_SUBJECTS, showInboxEvents } from "../usecases/live/show-inbox-events.ts";
import { seenPeople } from "../usecases/people/seen-people.ts";

/** How soon a page that opens shows its unread count. */
const PAGES_MS = 200;
const PEOPLE_MS = 500;

export interface InboxParts {
  broker: Broker;
  /** Undefined: there is no such service. */
  client: Pick<NotificationsClient, "inboxes" | "people"> | undefined;
  directory: Pick<PersonDirectory, "learn">;
  clock: Clock;
  log: Logger;
}

/** Unread counts on open pages, and the people whom the directory and notifications learn of. */
export function startInboxes({ broker, client, directory, clock, log }: InboxParts) {
  const seen = seenPeople({ directory, people: client?.people, clock, log });
  const learning = startJob({ name: "seen_people", everyMs: PEOPLE_MS, log, run: () => seen.report() });
  if (client === undefined)
    return { inboxPages: NO_INBOX_PAGES, seenPeople: seen, jobs: [learning], stop: async () => undefined };
  const pages = inboxPages({ inboxes: client.inboxes, log });
  const feed = startFeed({
    name: "gateway-inbox",
    broker,
    log,
    subjects: INBOX_SUBJECTS,
    ...showInboxEvents({ pages, log }),
  });
  const jobs: Job[] = [
    startJob({ name: "inbox_pages", everyMs: PAGES_MS, log, run: () => pages.sendWanted() }),
    learning,
  ];
  return { inboxPages: pages, seenPeople: seen, jobs, stop: () => feed.stop() };
}
