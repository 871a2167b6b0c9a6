import {
  decodeEvent,
  type EventMessage,
  type EventType,
  LineOutcome,
  publicId,
  readCreators,
  readLines,
} from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import type { AccountState } from "@metercast/contracts/wallet/v1/events.ts";
import type { AdminPages } from "./admin-pages.ts";
import { type FollowPorts, resyncAll, sendBalances } from "./follow.ts";
import type { Follower } from "./follower.ts";
import type { KnownSessions } from "./known-sessions.ts";
import type { Standings } from "./standings.ts";
import type { StreamPages } from "./stream-pages.ts";
import type { WithdrawalPages } from "./withdrawal-pages.ts";

/**
 * The events that this replica reads. It only shows them: a message that is lost or wrong costs freshness,
 * never money.
 */
export const LIVE_SUBJECTS = {
  WALLET: [
    "wallet.minutes.posted.v1",
    "wallet.transfer.posted.v1",
    "wallet.balance.low.v1",
    "wallet.balance.exhausted.v1",
    "wallet.balance.recovered.v1",
    "wallet.hold.posted.v1",
    "wallet.hold.voided.v1",
    "wallet.integrity.failed.v1",
  ],
  BILLING: [
    "billing.session.started.v1",
    "billing.session.ended.v1",
    "billing.stream.started.v1",
    "billing.stream.ended.v1",
  ],
} as const satisfies Record<string, readonly EventType[]>;

/** Only with a withdrawals service: without one the stream does not exist, and the feed would never be up. */
export const WITHDRAWAL_SUBJECTS = {
  WITHDRAWALS: [
    "withdrawals.withdrawal.requested.v1",
    "withdrawals.withdrawal.approved.v1",
    "withdrawals.withdrawal.rejected.v1",
    "withdrawals.withdrawal.canceled.v1",
    "withdrawals.withdrawal.completed.v1",
    "withdrawals.withdrawal.failed.v1",
    "withdrawals.withdrawal.needs_review.v1",
    "withdrawals.payout.sent.v1",
    "withdrawals.payout.paid.v1",
    "withdrawals.payout.failed.v1",
    "withdrawals.payout.returned.v1",
  ],
} as const satisfies Record<string, readonly EventType[]>;

export interface EventsShown {
  handle(subject: string, data: Uint8Array): void;
  /** The feed may have missed messages: clears the caches and sends every page the present state. */
  gap(): Promise<void>;
}

export interface ShowEventsPorts extends FollowPorts {
  sessions: KnownSessions;
  standings: Standings;
  streams: StreamPages;
  withdrawalPages: WithdrawalPages;
  adminPages: AdminPages;
}

/** Applies the services' events to open pages and caches. */
export function showEvents(ports: ShowEventsPorts): EventsShown {
  const { hub, sessions, standings, streams, withdrawalPages, adminPages } = ports;
  let resyncing = false;
  let again = false;

  function minutesPosted(message: EventMessage<"wallet.minutes.posted.v1">): void {
    for (const minute of readLines(message)) {
      // A gap has no state of the account.
      if (minute.outcome === LineOutcome.gap) continue;
      const { viewerAccount: account } = minute;
      const balance = {
        posted: BigInt(minute.posted),
        held: BigInt(minute.held),
        version: BigInt(minute.version),
      };
      standings.balanceChanged(account, balance.posted - balance.held, balance.version);
      const id = publicId("session", minute.sessionId);
      if (minute.outcome === LineOutcome.paid) sessions.minutePaid(id, minute.minute);
      for (const follower of hub.ofAccount(account)) {
        follower.balance({ asset: "TOKEN", ...balance });
        if (minute.outcome === LineOutcome.paid) follower.minutePaid(id, minute.minute);
      }
    }
    for (const creator of readCreators(message)) {
      for (const follower of hub.ofAccount(creator.creatorAccount)) {
        const { posted, held, version } = creator;
        follower.balance({
          asset: "USD",
          posted: BigInt(posted),
          held: BigInt(held),
          version: BigInt(version),
        });
        streams.changed(follower.userId, publicId("stream", creator.streamId));
      }
    }
  }

  function accountChanged(state: AccountState | undefined): void {
    if (!state) return;
    const asset = assetName(state.asset);
    standings.forget(state.userId);
    for (const follower of hub.ofUser(state.userId)) {
      hub.addAccount(follower, Number(state.account), asset);
      follower.balance({ asset, posted: state.posted, held: state.held, version: state.version });
    }
  }

  function refreshBalances(follower: Follower): void {
    sendBalances(ports, follower).catch((err: unknown) =>
      ports.log.warn({ err }, "live: balances not available"),
    );
  }

  /** A session may have opened accounts, and no other event reports them: minutes name accounts only. */
  function learnAccount(userId: string, asset: "TOKEN" | "USD"): void {
    for (const follower of hub.ofUser(userId))
      if (![...follower.accounts.values()].includes(asset)) refreshBalances(follower);
  }

  function sessionStarted(event: EventMessage<"billing.session.started.v1">): void {
    standings.forget(event.viewerId);
    learnAccount(event.viewerId, "TOKEN");
    learnAccount(event.creatorId, "USD");
    streams.changed(event.creatorId, event.streamId);
    const { sessionId: id, streamId, tokensPerMinute, startedAt } = event;
    const session = { id, streamId, tokensPerMinute, startedAt, minutesBilled: 0, ended: undefined };
    for (const follower of hub.ofUser(event.viewerId)) follower.session(session);
  }

  function sessionEnded(event: EventMessage<"billing.session.ended.v1">): void {
    sessions.ended(event.sessionId);
    standings.forget(event.viewerId);
    streams.changed(event.creatorId, event.streamId);
    const { sessionId: id, streamId, startedAt, minutesBilled } = event;
    // For a session whose start was not seen. Exact: prices are whole and fixed.
    const tokensPerMinute = minutesBilled === 0 ? 0n : event.tokensCharged / BigInt(minutesBilled);
    const ended = { reason: event.reason, at: event.endedAt };
    for (const follower of hub.ofUser(event.viewerId))
      follower.session({ id, streamId, startedAt, minutesBilled, tokensPerMinute, ended });
  }

  function warning(level: 1 | 2, event: EventMessage<"wallet.balance.low.v1">): void {
    if (assetName(event.asset) !== "TOKEN") return;
    for (const follower of hub.ofUser(event.userId)) follower.warning(level, event.available, event.version);
  }

  /** The event says that it changed; the pages read its state. */
  function withdrawalChanged({ creatorId, withdrawalId }: { creatorId: string; withdrawalId: string }): void {
    withdrawalPages.changed(creatorId, withdrawalId);
    adminPages.changed(withdrawalId);
  }

  const handlers: { [T in EventType]?: (message: EventMessage<T>) => void } = {
    "wallet.minutes.posted.v1": minutesPosted,
    "wallet.transfer.posted.v1": ({ accounts }) => accounts.forEach(accountChanged),
    "wallet.hold.posted.v1": ({ account }) => accountChanged(account),
    "wallet.hold.voided.v1": ({ account }) => accountChanged(account),
    "wallet.integrity.failed.v1": () => adminPages.refresh(),
    "wallet.balance.low.v1": (event) => warning(1, event),
    "wallet.balance.exhausted.v1": (event) => warning(2, event),
    "wallet.balance.recovered.v1": (event) => standings.forget(event.userId),
    "billing.session.started.v1": sessionStarted,
    "billing.session.ended.v1": sessionEnded,
    "billing.stream.started.v1": ({ creatorId, streamId }) => {
      learnAccount(creatorId, "USD");
      streams.changed(creatorId, streamId);
    },
    "billing.stream.ended.v1": ({ creatorId, streamId }) => streams.changed(creatorId, streamId),
    "withdrawals.withdrawal.requested.v1": (event) => {
      // The placing of a hold has no event of its own.
      hub.ofUser(event.creatorId).forEach(refreshBalances);
      withdrawalChanged(event);
    },
    "withdrawals.withdrawal.approved.v1": withdrawalChanged,
    "withdrawals.withdrawal.rejected.v1": withdrawalChanged,
    "withdrawals.withdrawal.canceled.v1": withdrawalChanged,
    "withdrawals.withdrawal.completed.v1": withdrawalChanged,
    "withdrawals.withdrawal.failed.v1": withdrawalChanged,
    "withdrawals.withdrawal.needs_review.v1": withdrawalChanged,
    "withdrawals.payout.sent.v1": withdrawalChanged,
    "withdrawals.payout.paid.v1": withdrawalChanged,
    "withdrawals.payout.failed.v1": withdrawalChanged,
    "withdrawals.payout.returned.v1": withdrawalChanged,
  };

  return {
    handle(subject, data) {
      const handler = handlers[subject as EventType] as ((message: unknown) => void) | undefined;
      if (!handler) return;
      try {
        handler(decodeEvent(subject as EventType, data));
      } catch (err) {
        ports.log.warn({ err, subject }, "live: skipping an unreadable message");
      }
    },
    async gap() {
      sessions.clear();
      standings.clear();
      for (const follower of hub.all()) withdrawalPages.opened(follower);
      adminPages.refresh();
      // Several event streams return at about the same time: one resync that begins after the last of them
      // serves all.
      again = true;
      while (again && !resyncing) {
        again = false;
        resyncing = true;
        await resyncAll(ports).finally(() => {
          resyncing = false;
        });
      }
    },
  };
}

function assetName(asset: Asset): "TOKEN" | "USD" {
  if (asset === Asset.ASSET_TOKEN) return "TOKEN";
  if (asset === Asset.ASSET_USD) return "USD";
  throw new RangeError("the gateway does not know this asset");
}
