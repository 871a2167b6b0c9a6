import type { EventsOf } from "@metercast/client";
import type { QueryClient } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";
import { refetchAll } from "../api/refetch.ts";
import { amountText, usd } from "../format/money.ts";
import { announce } from "../shell/announce.ts";
import { t } from "../texts.ts";

type Wallet = Schemas["Wallet"];
type Stream = Schemas["Stream"];

export type LiveSession = Schemas["SessionEvent"];
type LiveEvent = EventsOf<"/api/wallet/events">;

/**
 * Applies live events to the cache. An event is a snapshot with a version; an older one never replaces a
 * newer one.
 */
export function applyEvent(cache: QueryClient, event: LiveEvent): void {
  if (event.event === "balance") applyBalance(cache, event.data);
  if (event.event === "session") applySession(cache, event.data);
  if (event.event === "stream") applyStream(cache, event.data);
  if (event.event === "inbox") applyInbox(cache, event.data);
  if (event.event !== "withdrawal") return;
  sayWithdrawal(event.data);
  for (const key of ["withdrawals", "withdrawal", "earnings", "payout-calendar"]) void refetchAll(cache, key);
}

/** The last version of the inbox; undefined until a stream has said what is. */
let inboxVersion: number | undefined;

export function applyInbox(cache: QueryClient, news: Schemas["InboxEvent"]): void {
  const { notification_id: arrived, unread, version } = news;
  const isSnapshot = arrived === null && (inboxVersion === undefined || inboxVersion === version);
  inboxVersion = version;
  if (isSnapshot) return void cache.setQueryData(["notifications", "unread-count"], unread);
  if (arrived !== null) announce(t.notifications.arrived);
  void refetchAll(cache, "notifications");
  // What becomes of a case is news in the inbox.
  void refetchAll(cache, "cases");
}

/** The last known state of each. */
const stood = new Map<string, string>();

/** Announce changes only; the page shows the first state. */
function sayWithdrawal({ id, status, amount }: Schemas["WithdrawalEvent"]): void {
  const before = stood.get(id);
  stood.set(id, status);
  if (before !== undefined && before !== status)
    announce(t.withdrawal.moved(amountText(usd(amount)), t.withdrawal.status[status]));
}

function applyBalance(cache: QueryClient, news: Schemas["BalanceEvent"]): void {
  const before = cache.getQueryData<Wallet>(["wallet"]);
  if (news.asset === "TOKEN" && grew(before, news))
    for (const key of ["top-ups", "spending"]) void refetchAll(cache, key);
  cache.setQueryData<Wallet>(["wallet"], (wallet) => {
    const accounts = wallet?.accounts ?? [];
    const known = accounts.find(({ asset }) => asset === news.asset);
    if (known && known.version >= news.version) return wallet;
    const { low_balance: low, ...account } = news;
    return {
      runs_out_at: wallet?.runs_out_at ?? null,
      low_balance: low ?? wallet?.low_balance ?? false,
      accounts: [...accounts.filter(({ asset }) => asset !== news.asset), account],
    };
  });
  if (news.asset === "USD") {
    void refetchAll(cache, "earnings");
    void refetchAll(cache, "entries");
  }
}

/** Tokens came in: a purchase was credited, or an adjustment. */
function grew(wallet: Wallet | undefined, { asset, available }: Schemas["BalanceEvent"]): boolean {
  const known = wallet?.accounts.find((account) => account.asset === asset)?.available;
  return typeof known === "number" && typeof available === "number" && available > known;
}

function applySession(cache: QueryClient, news: LiveSession): void {
  cache.setQueryData<LiveSession>(["live-session", news.id], (known) =>
    known && known.version >= news.version ? known : news,
  );
  if (news.status === "ended") void refetchAll(cache, "sessions");
  if (news.status === "ended") void refetchAll(cache, "spending");
  const limits = cache.getQueryData<Schemas["SpendingLimits"]>(["spending-limits"]);
  if (limits && (limits.day_tokens !== null || limits.month_tokens !== null))
    void refetchAll(cache, "spending-limits");
}

/** Points of the earnings line of a running stream. */
export interface StreamMoment {
  atMs: number;
  viewers: number;
  cents_per_minute: string;
}
const MOST_MOMENTS = 360;

function applyStream(cache: QueryClient, { version, ...news }: Schemas["StreamEvent"]): void {
  cache.setQueryData<Stream>(["stream", news.id], (known) => ({ ...known, ...news }));
  const perMinute = news.earnings?.per_minute.amount;
  if (perMinute !== undefined)
    cache.setQueryData<StreamMoment[]>(["stream-moments", news.id], (moments = []) => [
      ...moments.slice(1 - MOST_MOMENTS),
      { atMs: version, viewers: news.viewers, cents_per_minute: perMinute },
    ]);
  if (news.status === "ended") void refetchAll(cache, "streams");
}
