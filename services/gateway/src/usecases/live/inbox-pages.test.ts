import { createLogger, MetercastError } from "@metercast/runtime";
import { expect, it } from "vitest";
import type { InboxState } from "../../domain/notification.ts";
import { inboxPages } from "./inbox-pages.ts";

/** Inboxes as notifications have them, and pages that keep what they were sent. */
function world() {
  const state = { unread: 1, version: 10n, asked: 0, fails: undefined as MetercastError | undefined };
  const pages = inboxPages({
    log: createLogger("test", "silent"),
    inboxes: {
      async unread() {
        state.asked += 1;
        if (state.fails) throw state.fails;
        return { unread: state.unread, version: state.version };
      },
    },
  });
  const open = (userId = "ana") => {
    const shown: InboxState[] = [];
    const page = { userId, show: (inbox: InboxState) => void shown.push(inbox) };
    pages.opened(page);
    return { page, shown, versions: () => shown.map(({ version }) => version) };
  };
  return { state, pages, open };
}
const at = (version: bigint, arrived?: string): InboxState => ({ unread: 2, version, arrived });

it("a page that opens is sent the present count, then each change once and never an older one", async () => {
  const { pages, open } = world();
  const ana = open();
  const bob = open("bob");
  await pages.sendWanted();
  for (const inbox of [at(11n, "ntf_1"), at(11n, "ntf_1"), at(9n), at(13n), at(12n)])
    pages.changed("ana", inbox);
  expect(ana.versions()).toEqual([10n, 11n, 13n]);
  expect(ana.shown[1]?.arrived).toBe("ntf_1");
  expect(bob.versions()).toEqual([10n]);
});

it("a change that overtakes the first count is not undone by it", async () => {
  const { pages, open } = world();
  const ana = open();
  pages.changed("ana", at(11n));
  await pages.sendWanted();
  expect(ana.versions()).toEqual([11n]);
});

it("a second page of the same person is sent the count although the first one shows it", async () => {
  const { pages, open, state } = world();
  const first = open();
  await pages.sendWanted();
  const second = open();
  await pages.sendWanted();
  expect([first.versions(), second.versions()]).toEqual([[10n], [10n]]);
  expect(state.asked).toBe(2);
});

it("while notifications are away the count is asked for again; a closed page is not", async () => {
  const { pages, open, state } = world();
  state.fails = new MetercastError("unavailable");
  const ana = open();
  await pages.sendWanted();
  const bob = open("bob");
  pages.closed(bob.page);
  state.fails = undefined;
  await pages.sendWanted();
  await pages.sendWanted();
  expect(ana.versions()).toEqual([10n]);
  expect(state.asked).toBe(2);
});

it("after a gap of the feed all open pages are brought up to date", async () => {
  const { pages, open, state } = world();
  const ana = open();
  await pages.sendWanted();
  state.version = 20n;
  pages.refresh();
  await pages.sendWanted();
  expect(ana.versions()).toEqual([10n, 20n]);
});
