import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { withClient } from "@metercast/provision";
import { startWorld, type World } from "@metercast/testkit";
import type { Abuse, Harm } from "./support/abuser.ts";
import { allBooks, type Bench, type Figure, same } from "./support/bench.ts";
import { quantile, significant } from "./support/numbers.ts";
import { type HttpRequest, openLoad } from "./support/open-load.ts";
import { ask, booksOf, each, fund, sign, walletOf } from "./support/people.ts";

const VIEWERS = 500;
/** As short as the viewers' interval, so that heartbeats and bills always find due minutes. */
const MINUTE_SECONDS = 10;
/** Of the 500: a heartbeat and a read of the wallet every 10 s. */
const HONEST_PER_SECOND = 100;
const WARM_UP_SECONDS = 15;
/** Each kind of abuse runs between two quiet times, so that other load of the machine affects both. */
const ROUNDS = 3;
/** Limit: honest p99 relative to the quiet time beside it. */
const MOST_TIMES = 2;
const ABUSER = "198.51.100.66";
/** About what one laptop can send. */
const KINDS: readonly (readonly [Abuse["kind"], number])[] = [
  ["webhooks", 50],
  ["documents", 150],
  ["slow_readers", 60],
  ["flood", 500],
];

/**
 * Latency of honest viewers while one address forges webhooks, reads documents, does not read at all, or
 * floods, with the gateway's default limits.
 */
export const abuse: Bench = async ({ setting, progress }) => {
  const viewers = Array.from({ length: setting("viewers", VIEWERS, 100) }, (_, i) => `viewer-${i}`);
  const seconds = setting("seconds", 20, 5);
  const rounds = setting("rounds", ROUNDS, 1);
  const world = await startWorld({ services: ["wallet", "billing", "gateway"], env: ENVIRONMENT });
  try {
    const wallet = walletOf(world);
    progress(`${viewers.length} viewers get tokens and join`);
    await fund(wallet, viewers, 1_000_000n);
    const requests = await honest(world, viewers);
    for (const command of ["VACUUM (ANALYZE)", "CHECKPOINT"])
      await withClient(world.adminUrl, (client) => client.query(command));
    let notOk = 0;
    const watch = async () => {
      const result = await openLoad(world.gatewayUrl, requests, HONEST_PER_SECOND, seconds);
      notOk += result.notOk;
      return result.p99;
    };
    await openLoad(world.gatewayUrl, requests, HONEST_PER_SECOND, WARM_UP_SECONDS);

    const figures: Figure[] = [];
    const quiet: number[] = [];
    for (const [kind, perSecond] of KINDS) {
      const rows: { before: number; during: number; after: number; harm: Harm }[] = [];
      for (let round = 0; round < rounds; round++) {
        const before = await watch();
        const stop = startAbuse({ kind, perSecond, url: world.gatewayUrl, address: ABUSER });
        const during = await watch();
        const harm = await stop();
        rows.push({ before, during, after: await watch(), harm });
        const last = rows.at(-1) as (typeof rows)[number];
        progress(`${kind}: p99 ${last.before.toFixed(1)}, ${during.toFixed(1)}, ${last.after.toFixed(1)} ms`);
      }
      quiet.push(...rows.flatMap(({ before, after }) => [before, after]));
      figures.push(...figuresOf(kind, rows, seconds));
    }
    figures.unshift({ name: "quiet_p99_ms", value: significant(quantile(quiet, 0.5)) });
    return {
      figures,
      settings: {
        viewers: viewers.length,
        honest_per_second: HONEST_PER_SECOND,
        seconds_each: seconds,
        rounds,
        ...Object.fromEntries(KINDS.map(([kind, perSecond]) => [`${kind}_per_second`, perSecond])),
      },
      books: allBooks(await booksOf(wallet), same("honest answers other than 200", 0, notOk)),
    };
  } finally {
    await world.stop();
  }
};

/** Our own proxy in front names the addresses; all else is default. */
const ENVIRONMENT = {
  LOG_LEVEL: "error",
  METER_MINUTE_SECONDS: String(MINUTE_SECONDS),
  METER_LOST_AFTER_SECONDS: "3600",
  TRUSTED_PROXIES: "1",
  RATE_LIMIT_ADDRESS_PER_MINUTE: "",
  RATE_LIMIT_SUBJECT_PER_MINUTE: "",
  RATE_LIMIT_WEBHOOK_FAILURES_PER_MINUTE: "",
  HTTP_CONNECTIONS_PER_ADDRESS: "",
  STRIPE_SECRET_KEY: "sk_test_standin",
  STRIPE_API_BASE_URL: "http://127.0.0.1:9",
  STRIPE_WEBHOOK_SECRETS: "whsec_bench",
};

/** Heartbeats and reads of the wallet, each viewer from its own address. */
async function honest(world: World, viewers: readonly string[]): Promise<HttpRequest[]> {
  const creator = await sign(world, "creator", "creator");
  const stream = await ask<{ id: string }>(world, creator, "POST", "/api/streams", { title: "bench" });
  const requests: HttpRequest[] = [];
  await each(viewers, async (id, i) => {
    const token = await sign(world, id, "viewer");
    const session = await ask<{ id: string }>(world, token, "POST", `/api/streams/${stream.id}/sessions`);
    const headers = {
      authorization: `Bearer ${token}`,
      "X-Forwarded-For": `10.0.${Math.floor(i / 250)}.${(i % 250) + 1}`,
    };
    requests[2 * i] = { method: "POST", path: `/api/sessions/${session.id}/heartbeat`, headers };
    requests[2 * i + 1] = { method: "GET", path: "/api/wallet", headers };
  });
  return requests;
}

/** Starts in its own thread; returns how to stop it. */
function startAbuse(workerData: Abuse): () => Promise<Harm> {
  const worker = new Worker(join(import.meta.dirname, "support", "abuser.ts"), { workerData });
  return async () => {
    const said = once(worker, "message");
    worker.postMessage("stop");
    const [harm] = (await said) as [Harm];
    await worker.terminate();
    return harm;
  };
}

function figuresOf(
  kind: Abuse["kind"],
  rows: readonly { before: number; during: number; after: number; harm: Harm }[],
  seconds: number,
): Figure[] {
  const median = (values: number[]) => quantile(values, 0.5);
  const times = rows.map(({ before, during, after }) => during / ((before + after) / 2));
  const sent = rows.reduce((sum, { harm }) => sum + harm.sent, 0);
  const refused = rows.reduce((sum, { harm }) => sum + (harm.statuses[429] ?? 0), 0);
  return [
    { name: `${kind}_p99_ms`, value: significant(median(rows.map(({ during }) => during))) },
    { name: `${kind}_p99_times`, value: significant(median(times)), target: { below: MOST_TIMES } },
    { name: `${kind}_sent_per_second`, value: significant(sent / rows.length / seconds) },
    { name: `${kind}_refused_share`, value: significant(refused / Math.max(1, sent)) },
  ];
}
