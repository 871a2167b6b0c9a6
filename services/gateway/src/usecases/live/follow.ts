import type { Logger } from "@metercast/runtime";
import type { LiveSession } from "../../domain/live-state.ts";
import type { Billing, Session } from "../../ports/billing.ts";
import type { Wallet } from "../../ports/wallet.ts";
import { assetName, isActive, isLive, streamView } from "../views.ts";
import type { Follower } from "./follower.ts";
import type { LiveHub } from "./live-hub.ts";

export interface FollowPorts {
  hub: LiveHub;
  billing: Billing;
  wallet: Wallet;
  log: Logger;
}

/** What a page of open things shows; whoever has more sees them as they change. */
const PAGE = 100;
const STREAMS = 20;
/** Sessions that ended this long before a reader's last event are shown again: clocks differ, and events take their time. */
const ENDED_SLACK_MS = 60_000;
/** A busy stream changes many times a second; a creator reads it once. */
const STREAM_REFRESH_MS = 1_000;
/** After the feed was away everybody is shown the present again, some at a time. */
const RESYNC_AT_ONCE = 8;

/** Subscribes first, then shows the present state: what happens in between is newer than what is shown. */
export async function follow(ports: FollowPorts, follower: Follower): Promise<void> {
  ports.hub.add(follower);
  await showPresent(ports, follower);
}

/** The present state from its owners. Whatever the reader has seen newer of stays. */
export async function showPresent(ports: FollowPorts, follower: Follower): Promise<void> {
  await Promise.all([
    showBalances(ports, follower),
    showSessions(ports, follower),
    follower.isCreator ? showStreams(ports, follower) : undefined,
  ]);
}

export async function showBalances(ports: FollowPorts, follower: Follower): Promise<void> {
  // Asked twice where an account is new: a minute posted between the first answer and the subscription would be missed for a minute.
  for (let again = true, looks = 0; again && looks < 3; looks++) {
    const { accounts } = await ports.wallet.getBalances({ userId: follower.userId });
    again = false;
    for (const account of accounts) {
      const asset = assetName(account.asset);
      if (ports.hub.addAccount(follower, Number(account.account), asset)) again = true;
      follower.balance({ asset, posted: account.posted, held: account.held, version: account.version });
    }
  }
  follower.warnOfMissed();
}

async function showSessions(ports: FollowPorts, follower: Follower): Promise<void> {
  const query = { viewerId: follower.userId, limit: PAGE, cursor: "", streamId: "" };
  const { sessions } = await ports.billing.listSessions(query);
  // Also one that began and ended while the feed was away from a page that is open.
  const since = follower.returning ? follower.returning.atMs - ENDED_SLACK_MS : follower.openedAtMs;
  // Oldest first, so that the reader's last word on a stream is its newest session.
  for (const session of sessions.toReversed()) {
    const endedSince = (session.endedAt?.getTime() ?? 0) > since;
    if (isActive(session) || endedSince || follower.sessions.get(session.id))
      follower.session(liveSession(session));
  }
}

export function liveSession(session: Session): LiveSession {
  return {
    id: session.id,
    streamId: session.streamId,
    tokensPerMinute: session.tokensPerMinute,
    minutesBilled: session.minutesBilled,
    ended: isActive(session) ? undefined : { reason: session.endReason, at: session.endedAt },
    startedAt: session.startedAt,
  };
}

async function showStreams(ports: FollowPorts, follower: Follower): Promise<void> {
  const query = { limit: STREAMS, cursor: "", creatorId: follower.userId };
  const { streams } = await ports.billing.listStreams(query);
  const live = streams.filter(isLive).map(({ id }) => id);
  await lookAtStreams(ports, [follower], live);
}

/** One look at some streams of a creator, shown to the creator's pages. */
async function lookAtStreams(
  ports: FollowPorts,
  followers: Iterable<Follower>,
  ids: string[],
): Promise<void> {
  const [first] = followers;
  if (!first || ids.length === 0) return;
  const lookedAt = BigInt(Date.now());
  const [earnings, ...answers] = await Promise.all([
    ports.wallet.getEarnings({ creatorId: first.userId, streamIds: ids, since: [] }),
    ...ids.map((streamId) => ports.billing.getStream({ streamId })),
  ]);
  for (const { stream } of answers) {
    if (!stream || stream.creatorId !== first.userId) continue;
    const row = earnings.streams.find(({ streamId }) => streamId === stream.id);
    const view = streamView(stream, { minutes: row?.minutes ?? 0n, cents: row?.cents ?? 0n });
    for (const follower of followers) follower.stream(view, lookedAt);
  }
}

export interface StreamRefresher {
  /** Something changed in a stream whose creator is (perhaps) watching. */
  changed(creatorId: string, streamId: string): void;
  stop(): void;
}

/** Looks at changed streams once a second per creator who watches, one look after the other, always once more after the last change. */
export function refreshStreams(ports: FollowPorts): StreamRefresher {
  /** Creator → changed streams. Creators are in it while they have a page open and a change unseen. */
  const changed = new Map<string, Set<string>>();
  let running = false;
  const timer = setInterval(() => {
    if (running || changed.size === 0) return;
    running = true;
    void lookAtAll().finally(() => {
      running = false;
    });
  }, STREAM_REFRESH_MS);

  async function lookAtAll(): Promise<void> {
    const work = [...changed];
    changed.clear();
    await inGroups(work, async ([creatorId, ids]) => {
      const followers = [...ports.hub.ofUser(creatorId)];
      await lookAtStreams(ports, followers, [...ids]).catch((err: unknown) => {
        ports.log.warn({ err }, "live: a stream could not be looked at; trying again");
        for (const id of ids) note(creatorId, id);
      });
    });
  }

  function note(creatorId: string, streamId: string): void {
    if (ports.hub.countOf(creatorId) === 0) return;
    const ids = changed.get(creatorId) ?? new Set();
    // A creator with more live streams than this sees the others at the next change.
    if (ids.size < STREAMS) changed.set(creatorId, ids.add(streamId));
  }

  return { changed: note, stop: () => clearInterval(timer) };
}

/** Shows everybody the present again: the feed was away, and what it would have said is lost. */
export async function resyncAll(ports: FollowPorts): Promise<void> {
  await inGroups([...ports.hub.all()], (follower) =>
    showPresent(ports, follower).catch((err: unknown) => {
      // Better no page than one that stands still without a sign: it comes back by itself.
      ports.log.warn({ err }, "live: a page could not be brought up to date; closing it");
      follower.reader.close();
    }),
  );
}

async function inGroups<T>(items: T[], work: (item: T) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < items.length; i += RESYNC_AT_ONCE)
    await Promise.all(items.slice(i, i + RESYNC_AT_ONCE).map(work));
}
