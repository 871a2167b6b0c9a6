import { newUuid, uuidToBytes } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { withClient } from "@metercast/provision";
import { startWorld, type World } from "@metercast/testkit";
import { allBooks, type Bench, type Figure, same } from "./support/bench.ts";
import { startCost } from "./support/cost.ts";
import { significant } from "./support/numbers.ts";
import { type HttpRequest, openLoad } from "./support/open-load.ts";
import { ask, booksOf, each, fund, sign, type WalletClient, walletOf } from "./support/people.ts";

const SERVICES = ["wallet", "billing", "gateway"] as const;
const VIEWERS = 10_000;
const WATCHERS = 1_000;
const ENTRIES = 500_000;
const LINES_PER_BATCH = 2_000;
/** As short as the viewers' interval, so that every bill finds one due minute. */
const MINUTE_SECONDS = 10;
/** Warm-up: compiled code, open pools and, for wallets, every token verified once. */
const WARM_UP_SECONDS = 12;

interface Load {
  name: string;
  perSecond: number;
  seconds: number;
  belowMs: number;
  requests: HttpRequest[];
}

/**
 * Latencies of the HTTP API at fixed rates, with requests at random moments that do not wait for earlier
 * responses (no coordinated omission); everything on this machine.
 */
export const http: Bench = async ({ setting, progress }) => {
  const viewers = people("viewer", setting("viewers", VIEWERS, 500));
  const watchers = viewers.slice(0, setting("watchers", WATCHERS, 100));
  const entries = setting("entries", ENTRIES, 20_000);
  const seconds = setting("seconds", 30, 10);
  const rate = (name: string, perSecond: number) => setting(`${name}_per_second`, perSecond, perSecond);
  const world = await startWorld({
    services: SERVICES,
    env: {
      LOG_LEVEL: "error",
      METER_MINUTE_SECONDS: String(MINUTE_SECONDS),
      METER_LOST_AFTER_SECONDS: "3600",
      // Without limits: this measures the work, not the protection.
      RATE_LIMIT_ADDRESS_PER_MINUTE: "0",
      RATE_LIMIT_SUBJECT_PER_MINUTE: "0",
    },
  });
  try {
    const wallet = walletOf(world);
    progress(`giving tokens to ${viewers.length} viewers`);
    await fund(wallet, [...viewers, "collector"], 10_000_000n);
    progress(`posting ${entries} entries of one viewer`);
    await collect(wallet, entries, progress);
    progress(`${watchers.length} of the viewers join`);
    const sessions = await join(world, watchers);
    // The garbage of loading must not count.
    for (const command of ["VACUUM (ANALYZE)", "CHECKPOINT"])
      await withClient(world.adminUrl, (client) => client.query(command));
    const tokens = await Promise.all(viewers.map((id) => sign(world, id, "viewer")));
    const collector = await sign(world, "collector", "viewer");
    const cursors = await deepPages(world, collector, 40);

    const figures: Figure[] = [];
    for (const load of [
      {
        name: "wallet",
        perSecond: rate("wallet", 1_000),
        belowMs: 20,
        requests: tokens.map((token) => get("/api/wallet", token)),
      },
      {
        name: "heartbeat",
        perSecond: rate("heartbeat", 1_000),
        belowMs: 20,
        requests: sessions.map(({ id }, i) => post(`/api/sessions/${id}/heartbeat`, tokens[i]!)),
      },
      {
        name: "bill",
        perSecond: rate("bill", 100),
        belowMs: 20,
        requests: sessions.map(({ stream }, i) => post(`/api/streams/${stream}/bill`, tokens[i]!)),
      },
      {
        name: "entries",
        perSecond: rate("entries", 100),
        belowMs: 50,
        requests: cursors.map((cursor) => get(`/api/wallet/entries?limit=100${cursor}`, collector)),
      },
    ].filter(({ perSecond }) => perSecond > 0)) {
      progress(`${load.name}: ${load.perSecond} requests/s for ${seconds} s`);
      figures.push(...(await run(world, { ...load, seconds })));
    }
    const books = await booksOf(wallet);
    const failed = figures
      .filter(({ name }) => name.endsWith("_not_200"))
      .reduce((sum, { value }) => sum + value, 0);
    return {
      figures,
      settings: {
        viewers: viewers.length,
        watchers: watchers.length,
        entries,
        minute_seconds: MINUTE_SECONDS,
        seconds_each: seconds,
      },
      books: allBooks(books, same("answers other than 200", 0, failed)),
    };
  } finally {
    await world.stop();
  }
};

const people = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}-${i}`);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const get = (path: string, token: string): HttpRequest => ({
  method: "GET",
  path,
  headers: bearer(token),
});
const post = (path: string, token: string): HttpRequest => ({
  method: "POST",
  path,
  headers: bearer(token),
});

async function run(world: World, { name, perSecond, seconds, belowMs, requests }: Load): Promise<Figure[]> {
  const warmUp = await openLoad(world.gatewayUrl, requests, perSecond, WARM_UP_SECONDS);
  const cost = await startCost(
    world.adminUrl,
    Object.fromEntries(SERVICES.map((name) => [name, world.service(name).pid])),
  );
  const result = await openLoad(world.gatewayUrl, requests, perSecond, seconds);
  const { cpuSeconds } = await cost();
  return [
    { name: `${name}_per_second`, value: Math.round(result.perSecond) },
    { name: `${name}_p50_ms`, value: significant(result.p50) },
    { name: `${name}_p99_ms`, value: significant(result.p99), target: { below: belowMs } },
    { name: `${name}_max_ms`, value: significant(result.max) },
    { name: `${name}_cold_p99_ms`, value: significant(warmUp.p99) },
    ...[...SERVICES, "postgres"].map((process) => ({
      name: `${name}_${process}_cpu_ms_each`,
      value: significant(((cpuSeconds[process] ?? 0) / result.sent) * 1_000),
    })),
    { name: `${name}_not_200`, value: warmUp.notOk + result.notOk },
  ];
}

/** Gives one viewer a long history: minutes as billing sends them, many of one session in a batch. */
async function collect(
  wallet: WalletClient,
  entries: number,
  progress: (line: string) => void,
): Promise<void> {
  const { accounts } = await wallet.openAccounts({
    accounts: [
      { userId: "collector", asset: Asset.ASSET_TOKEN },
      { userId: "collected", asset: Asset.ASSET_USD },
    ],
  });
  const [viewer, creator] = accounts.map(({ account }) => account) as [bigint, bigint];
  const sessionId = Buffer.from(uuidToBytes(newUuid(Date.now() - entries * 60_000)));
  const terms = [
    {
      streamId: Buffer.from(uuidToBytes(newUuid(Date.now()))),
      creatorAccount: creator,
      tokensPerMinute: 5n,
      creatorCentsPerMinute: 1_320n,
    },
  ];
  for (let first = 1; first <= entries; first += LINES_PER_BATCH) {
    const minutes = Array.from({ length: LINES_PER_BATCH }, (_, i) => first + i);
    await wallet.postMinutes({
      due: {
        terms,
        sessionIds: Buffer.concat(minutes.map(() => sessionId)),
        minutes,
        viewerAccounts: minutes.map(() => viewer),
        termIndexes: minutes.map(() => 0),
      },
    });
    if (first % 100_000 === 1) progress(`  ${first - 1} entries`);
  }
}

async function join(world: World, watchers: readonly string[]): Promise<{ id: string; stream: string }[]> {
  const creator = await sign(world, "creator", "creator");
  const stream = await ask<{ id: string }>(world, creator, "POST", "/api/streams", { title: "bench" });
  const sessions: { id: string; stream: string }[] = [];
  await each(watchers, async (id, i) => {
    const token = await sign(world, id, "viewer");
    const session = await ask<{ id: string }>(world, token, "POST", `/api/streams/${stream.id}/sessions`);
    sessions[i] = { id: session.id, stream: stream.id };
  });
  return sessions;
}

/** Cursors along the whole history, the newest page first. */
async function deepPages(world: World, token: string, count: number): Promise<string[]> {
  const cursors = [""];
  while (cursors.length < count) {
    const page = await ask<{ next_cursor: string | null }>(
      world,
      token,
      "GET",
      `/api/wallet/entries?limit=100${cursors.at(-1)}`,
    );
    if (page.next_cursor === null) break;
    cursors.push(`&cursor=${encodeURIComponent(page.next_cursor)}`);
  }
  return cursors;
}
