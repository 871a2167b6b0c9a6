import type { Clock, Logger } from "@metercast/runtime";
import type { LiveSession } from "../../domain/live-state.ts";
import type { Session } from "../../domain/stream.ts";
import type { Billing } from "../../ports/billing.ts";
import type { Wallet } from "../../ports/wallet.ts";
import type { Follower } from "./follower.ts";
import { inGroups } from "./in-groups.ts";
import type { LiveHub } from "./live-hub.ts";
import { STREAMS, sendStreams } from "./stream-pages.ts";

export interface FollowPorts {
  hub: LiveHub;
  billing: Pick<Billing, "listSessions" | "listStreams" | "getStream">;
  wallet: Pick<Wallet, "getBalances" | "getEarnings">;
  clock: Clock;
  log: Logger;
}

/** Newer sessions arrive as events. */
const SESSIONS = 100;
/**
 * Sessions that ended this long before a reader's last event are sent again: clocks differ, and events take
 * time.
 */
const ENDED_SLACK_MS = 60_000;
/** A new account takes one read more. */
const MAX_READS = 3;

/** Subscribes, then sends the present state: an event in between is newer. */
export async function follow(ports: FollowPorts, follower: Follower): Promise<void> {
  ports.hub.add(follower);
  await sendPresent(ports, follower);
}

/** Sends the present state from its owners, except what the page already has newer. */
export async function sendPresent(ports: FollowPorts, follower: Follower): Promise<void> {
  await Promise.all([
    sendBalances(ports, follower),
    sendSessions(ports, follower),
    follower.isCreator ? sendLiveStreams(ports, follower) : undefined,
  ]);
}

export async function sendBalances(
  { hub, wallet }: Pick<FollowPorts, "hub" | "wallet">,
  follower: Follower,
): Promise<void> {
  // A new account is read again: a minute between the first answer and the subscription has no other event.
  for (let again = true, reads = 0; again && reads < MAX_READS; reads++) {
    again = false;
    for (const { account, asset, posted, held, version } of await wallet.getBalances(follower.userId)) {
      if (hub.addAccount(follower, account, asset)) again = true;
      follower.balance({ asset, posted, held, version });
    }
  }
  follower.warnOfMissed();
}

async function sendSessions({ billing }: FollowPorts, follower: Follower): Promise<void> {
  const query = { viewerId: follower.userId, streamId: undefined, limit: SESSIONS, cursor: undefined };
  const { items } = await billing.listSessions(query);
  // Also sessions that began and ended while the feed was away from an open page.
  const since = follower.returning ? follower.returning.atMs - ENDED_SLACK_MS : follower.openedAtMs;
  // Oldest first: the last event about a stream is of its newest session.
  for (const session of items.toReversed()) {
    const endedSince = (session.endedAt?.getTime() ?? 0) > since;
    if (session.isActive || endedSince || follower.sessions.get(session.id))
      follower.session(liveSession(session));
  }
}

const liveSession = (session: Session): LiveSession => ({
  id: session.id,
  streamId: session.streamId,
  tokensPerMinute: session.tokensPerMinute,
  minutesBilled: session.minutesBilled,
  ended: session.isActive ? undefined : { reason: session.endReason ?? "", at: session.endedAt },
  startedAt: session.startedAt,
});

async function sendLiveStreams(ports: FollowPorts, follower: Follower): Promise<void> {
  const query = { creatorId: follower.userId, limit: STREAMS, cursor: undefined };
  const { items } = await ports.billing.listStreams(query);
  const live = items.filter(({ isLive }) => isLive).map(({ id }) => id);
  await sendStreams(ports, [follower], live);
}

/** Sends every page the present state again: the feed was away and its events are lost. */
export async function resyncAll(ports: FollowPorts): Promise<void> {
  await inGroups([...ports.hub.all()], (follower) =>
    sendPresent(ports, follower).catch((err: unknown) => {
      // A closed page reconnects; an open one would stand still without a sign.
      ports.log.warn({ err }, "live: a page could not be brought up to date; closing it");
      follower.reader.close();
    }),
  );
}
