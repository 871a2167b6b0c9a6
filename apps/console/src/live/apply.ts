import type { QueryClient } from "@tanstack/react-query";
import type { Schemas } from "../api/client.ts";


type Wallet = Schemas["Wallet"];
type Stream = Schemas["Stream"];

export interface LiveSession {
  id: string;
  stream_id: string;
  status: "active" | "ended";
  ended_at: string | null;
  end_reason: string | null;
  minutes_billed: number;
  tokens_charged: number;
  version: number;
}

/** What is shown, by what events say. Every event is a snapshot with a version, and an older one never replaces a newer. */
export function applyEvent(cache: QueryClient, { event, data }: LiveEvent): void {
  if (event === "balance") applyBalance(cache, data);
  if (event === "session") applySession(cache, data);
  if (event === "stream") applyStream(cache, data);
  if (event !== "withdrawal") return;
  // The list, the detail and the four numbers all follow from it.
  for (const key of ["withdrawals", "withdrawal", "earnings"])
    void cache.invalidateQueries({ queryKey: [key] });
}

function applyBalance(cache: QueryClient, news: Schemas["Account"] & { low_balance?: boolean }): void {
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
    void cache.invalidateQueries({ queryKey: ["earnings"] });
    void cache.invalidateQueries({ queryKey: ["entries"] });
  }
}

function applySession(cache: QueryClient, news: LiveSession): void {
  cache.setQueryData<LiveSession>(["live-session", news.id], (known) =>
    known && known.version >= news.version ? known : news,
  );
  if (news.status === "ended") void cache.invalidateQueries({ queryKey: ["sessions"] });
}

/** Where the hour's line of a running stream goes: one point a look, some at most. */
export interface StreamMoment {
  atMs: number;
  viewers: number;
  cents_per_minute: string;
}
const MOST_MOMENTS = 360;

function applyStream(cache: QueryClient, { version, ...news }: Stream & { version: number }): void {
  cache.setQueryData<Stream>(["stream", news.id], (known) => ({ ...known, ...news }));
  const perMinute = news.earnings?.per_minute.amount;
  if (perMinute !== undefined)
    cache.setQueryData<StreamMoment[]>(["stream-moments", news.id], (moments = []) => [
      ...moments.slice(1 - MOST_MOMENTS),
      { atMs: version, viewers: news.viewers, cents_per_minute: perMinute },
    ]);
  if (news.status === "ended") void cache.invalidateQueries({ queryKey: ["streams"] });
}
