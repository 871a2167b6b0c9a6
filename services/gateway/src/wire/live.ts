import type { Broker } from "@metercast/outbox";
import { type Clock, type Job, type Logger, startJob } from "@metercast/runtime";
import type { WithdrawalsClient } from "../adapters/grpc/withdrawals.ts";
import { type Feed, startFeed } from "../adapters/nats/live-feed.ts";
import type { Billing } from "../ports/billing.ts";
import type { PersonDirectory } from "../ports/person-directory.ts";
import type { Wallet } from "../ports/wallet.ts";
import { overviewReader } from "../usecases/admin/read-overview.ts";
import { adminPages } from "../usecases/live/admin-pages.ts";
import { knownSessions } from "../usecases/live/known-sessions.ts";
import { LiveHub } from "../usecases/live/live-hub.ts";
import { LIVE_SUBJECTS, showEvents, WITHDRAWAL_SUBJECTS } from "../usecases/live/show-events.ts";
import { standings } from "../usecases/live/standings.ts";
import { streamPages } from "../usecases/live/stream-pages.ts";
import { NO_WITHDRAWAL_PAGES, withdrawalPages } from "../usecases/live/withdrawal-pages.ts";

/** A busy stream changes many times a second; its creator's page shows it this often. */
const STREAMS_MS = 1_000;
/** How soon a page shows a change of a withdrawal. */
const PAGES_MS = 200;

export interface LiveParts {
  broker: Broker;
  billing: Billing;
  wallet: Wallet;
  directory: PersonDirectory;
  /** Undefined: there is no such service. */
  client: Pick<WithdrawalsClient, "withdrawals" | "payouts" | "queue"> | undefined;
  clock: Clock;
  log: Logger;
  sseHeartbeatMs: number;
  tokenPriceCents: number | undefined;
}

/** Open pages, the caches that the feed keeps fresh, and the jobs that read what changed. */
export function startLive(parts: LiveParts) {
  const { broker, billing, wallet, directory, client, clock, log, sseHeartbeatMs, tokenPriceCents } = parts;
  const feedIsUp = (): boolean => feed.isUp();
  const sessions = knownSessions({ billing, feedIsUp, clock });
  const known = standings({ wallet, billing, feedIsUp, clock });
  const follow = { hub: new LiveHub(), billing, wallet, clock, log };
  const { hub } = follow;
  const integrity = { wallet, billing, payouts: client?.payouts };
  const streams = streamPages(follow);
  const withdrawals = client
    ? withdrawalPages({ hub, withdrawals: client.withdrawals, clock, log })
    : NO_WITHDRAWAL_PAGES;
  const readOverview = overviewReader({
    wallet,
    billing,
    withdrawals: client?.withdrawals,
    integrity,
    tokenPriceCents,
    clock,
  });
  const admins = adminPages({
    queue: client?.queue,
    wallet,
    directory,
    payouts: client?.payouts,
    integrity,
    billing,
    overview: readOverview,
    clock,
    log,
  });
  const pages = { streams, withdrawalPages: withdrawals, adminPages: admins };
  const feed: Feed = startFeed({
    name: "gateway-live",
    broker,
    log,
    subjects: client ? { ...LIVE_SUBJECTS, ...WITHDRAWAL_SUBJECTS } : LIVE_SUBJECTS,
    ...showEvents({ ...follow, sessions, standings: known, ...pages }),
  });
  const readers = () => [...hub.all(), ...admins.all()].map(({ reader }) => reader);
  const jobs: Job[] = [
    startJob({ name: "stream_pages", everyMs: STREAMS_MS, log, run: () => streams.sendChanged() }),
    startJob({ name: "withdrawal_pages", everyMs: PAGES_MS, log, run: () => withdrawals.sendChanged() }),
    startJob({ name: "admin_pages", everyMs: PAGES_MS, log, run: () => admins.run() }),
    startJob({
      name: "sse_heartbeat",
      everyMs: sseHeartbeatMs,
      log,
      async run() {
        for (const reader of readers()) reader.heartbeat();
      },
    }),
  ];
  return {
    sessions,
    standings: known,
    follow,
    ...pages,
    readOverview,
    integrity,
    feed,
    jobs,
    connections: () => hub.size + admins.size,
    closePages() {
      for (const reader of readers()) reader.close();
    },
  };
}
