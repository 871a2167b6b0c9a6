import { parseMark } from "../../domain/live-state.ts";
import type { InboxState } from "../../domain/notification.ts";
import type { Principal } from "../../domain/principal.ts";
import type { LiveReader } from "../../ports/live-reader.ts";
import { follow } from "../../usecases/live/follow.ts";
import { Follower, type WalletEvent } from "../../usecases/live/follower.ts";
import type { RouteDeps } from "./deps.ts";
import { assertRoom } from "./sse.ts";

type PageDeps = Pick<
  RouteDeps,
  "live" | "adminPages" | "withdrawalPages" | "inboxPages" | "clock" | "log" | "settings"
>;

interface PageReader extends LiveReader<WalletEvent> {
  readonly isOpen: boolean;
}

/**
 * Opens a person's page on a reader and sends it the present, however it travels. @throws what says that
 * there is no room, or that the present can't be read: before the answer's headers, so that the client gets
 * a 503 instead of an empty stream
 */
export async function openWalletPage<Reader extends PageReader>(
  { live, adminPages, withdrawalPages, inboxPages, clock, log, settings }: PageDeps,
  principal: Principal,
  lastEventId: string | undefined,
  readerWith: (onClose: () => void) => Reader,
): Promise<Reader> {
  const { hub } = live;
  assertRoom(settings.sse, hub.size + adminPages.size, hub.countOf(principal.userId));
  const reader = readerWith(() => {
    hub.remove(follower);
    inboxPages.closed(page);
  });
  const follower = new Follower({
    userId: principal.userId,
    isCreator: principal.roles.includes("creator"),
    lowBalanceTokens: settings.lowBalanceTokens,
    returning: parseMark(lastEventId),
    reader,
    clock,
  });
  const page = { userId: principal.userId, show: (inbox: InboxState) => follower.inbox(inbox) };
  await follow(live, follower).catch((error: unknown) => {
    reader.close();
    log.debug({ err: error }, "live: the present state could not be sent");
    throw error;
  });
  withdrawalPages.opened(follower);
  if (reader.isOpen) inboxPages.opened(page);
  return reader;
}
