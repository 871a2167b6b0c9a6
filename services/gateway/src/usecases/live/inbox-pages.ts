import { type Logger, MetercastError } from "@metercast/runtime";
import type { InboxState } from "../../domain/notification.ts";
import type { Inboxes } from "../../ports/inboxes.ts";
import { inGroups } from "./in-groups.ts";

/** An open page of any role. */
export interface InboxPage {
  userId: string;
  show(inbox: InboxState): void;
}

export interface InboxPages {
  /** The next run sends it the present state. */
  opened(page: InboxPage): void;
  closed(page: InboxPage): void;
  /** An inbox changed. Ignored while its person has no page open. */
  changed(userId: string, inbox: InboxState): void;
  /** Events may have been missed: the next run sends all pages the present state. */
  refresh(): void;
  /** One run of the job. */
  sendWanted(): Promise<void>;
}

const DEADLINE_MS = 2_000;

/** Unread counts on open pages. While notifications are away pages are open without them. */
export function inboxPages({ inboxes, log }: { inboxes: Pick<Inboxes, "unread">; log: Logger }): InboxPages {
  const pages = new Map<string, Map<InboxPage, Shown>>();
  /** People whose state is to be read. Bounded by the open pages. */
  const wanted = new Set<string>();

  /** Sends a state to the pages that show an older one. */
  function show(userId: string, inbox: InboxState): void {
    for (const [page, shown] of pages.get(userId) ?? []) {
      if (inbox.version <= shown.version) continue;
      shown.version = inbox.version;
      page.show(inbox);
    }
  }

  async function send(userId: string): Promise<void> {
    if (!pages.has(userId)) return;
    try {
      show(userId, { ...(await inboxes.unread(userId, { deadlineMs: DEADLINE_MS })), arrived: undefined });
    } catch (err) {
      log.debug({ err }, "live: an inbox could not be read");
      // Any other error would come again.
      if (err instanceof MetercastError && err.code === "unavailable") wanted.add(userId);
    }
  }

  return {
    opened(page) {
      const own = pages.get(page.userId) ?? new Map<InboxPage, Shown>();
      pages.set(page.userId, own.set(page, { version: -1n }));
      wanted.add(page.userId);
    },
    closed(page) {
      const own = pages.get(page.userId);
      own?.delete(page);
      if (own?.size !== 0) return;
      pages.delete(page.userId);
      wanted.delete(page.userId);
    },
    changed: show,
    refresh() {
      for (const userId of pages.keys()) wanted.add(userId);
    },
    async sendWanted() {
      const now = [...wanted];
      wanted.clear();
      await inGroups(now, send);
    },
  };
}

interface Shown {
  version: bigint;
}

/** Without a notifications service. */
export const NO_INBOX_PAGES: InboxPages = {
  opened: () => undefined,
  closed: () => undefined,
  changed: () => undefined,
  refresh: () => undefined,
  sendWanted: async () => undefined,
};
