import { sessionVersion } from "../../../domain/live-state.ts";
import type { InboxState } from "../../../domain/notification.ts";
import type { AdminEvent } from "../../../usecases/live/admin-picture.ts";
import type { WalletEvent } from "../../../usecases/live/follower.ts";
import { overviewView } from "./overview.ts";
import { freezeView, integrityRunView } from "./payouts.ts";
import { queueRowView } from "./queue.ts";
import { streamView } from "./streams.ts";
import { amountOf, isoTime, orNull, tokens, usd } from "./values.ts";
import { withdrawalView } from "./withdrawals.ts";

/** Events of live pages as the `data` of server-sent events. */

export function walletEventView(event: WalletEvent): object {
  switch (event.type) {
    case "balance":
      return balanceView(event);
    case "low_balance": {
      const { available, version, limit } = event;
      return { asset: "TOKEN", available: tokens(available), version: tokens(version), limit };
    }
    case "insufficient_funds":
      return {
        asset: "TOKEN",
        available: event.available === undefined ? null : tokens(event.available),
        version: tokens(event.version),
        session_id: orNull(event.session?.id),
        stream_id: orNull(event.session?.streamId),
      };
    case "session":
      return liveSessionView(event);
    case "stream":
      return { ...streamView(event.stream, event.earnings), version: event.atMs };
    case "withdrawal":
      return { ...withdrawalView(event.withdrawal, "creator"), version: event.atMs };
    case "inbox":
      return inboxEventView(event.inbox);
  }
}

type Event<Type extends WalletEvent["type"]> = Extract<WalletEvent, { type: Type }>;

const balanceView = ({ asset, posted, held, version, isLow }: Event<"balance">) => ({
  asset,
  posted: amountOf(posted, asset),
  held: amountOf(held, asset),
  available: amountOf(posted - held, asset),
  version: tokens(version),
  ...(asset === "TOKEN" && { low_balance: isLow }),
});

const liveSessionView = ({ session }: Event<"session">) => ({
  id: session.id,
  stream_id: session.streamId,
  status: session.ended ? "ended" : "active",
  started_at: isoTime(session.startedAt),
  ended_at: isoTime(session.ended?.at),
  end_reason: orNull(session.ended?.reason),
  minutes_billed: session.minutesBilled,
  tokens_charged: tokens(BigInt(session.minutesBilled) * session.tokensPerMinute),
  version: tokens(sessionVersion(session)),
});

const inboxEventView = ({ unread, version, arrived }: InboxState) => ({
  unread,
  version: tokens(version),
  notification_id: orNull(arrived),
});

export function adminEventView(event: AdminEvent): object {
  switch (event.type) {
    case "withdrawal":
      // The same for all admins: who may approve it is in the lists.
      return { ...queueRowView(event.row, new Map(Object.entries(event.names))), needs_me: null };
    case "freeze":
      return freezeView(event.freeze);
    case "integrity":
      return integrityRunView(event.run);
    case "live":
      return {
        streams: event.live.streams,
        viewers: event.live.viewers,
        tokens_per_minute: tokens(event.live.tokensPerMinute),
        creator_per_minute: usd(event.live.creatorCentsPerMinute),
      };
    case "overview":
      return overviewView(event.overview);
    case "inbox":
      return inboxEventView(event.inbox);
  }
}
