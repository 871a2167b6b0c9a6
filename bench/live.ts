import { setTimeout as sleep } from "node:timers/promises";
import { allBooks, type Bench, same } from "./support/bench.ts";
import { openEventStream } from "./support/event-streams.ts";
import { quantile, significant } from "./support/numbers.ts";
import { drained, type Path, startPath } from "./support/path.ts";
import { each, sign } from "./support/people.ts";

const CREATORS = 100;
const DISTRIBUTION_STEPS = 100;

/** From a heartbeat to the `balance` event on an open page: many viewers are metered, some pages are open. */
export const live: Bench = async (context) => {
  const viewers = context.setting("viewers", 100_000, 2_000);
  const pages = context.setting("pages", 2_000, 200);
  const minuteMs = 1_000 * context.setting("minute_seconds", 60, 4);
  const minutes = context.setting("minutes", 3, 2);
  let playing = Promise.resolve();
  const path = await startPath(context, {
    viewers,
    creators: CREATORS,
    minuteMs,
    services: ["wallet", "billing", "gateway"],
    startsAt: () => Date.now() + 30_000,
    async before(players, audience) {
      playing = players.play(audience.startOf(0));
    },
  });
  try {
    const sampled = Array.from({ length: pages }, (_, k) => Math.floor((k * viewers) / pages));
    context.progress(`opening ${pages} pages`);
    const page = await watchPages(path, sampled);
    // The load is steady after every viewer's first minute.
    await sleep(Math.max(0, path.audience.startOf(0) + 2 * minuteMs - Date.now()));
    context.progress(`watching for ${minutes} minutes`);
    page.begin();
    await sleep(minutes * minuteMs);
    page.end();
    path.players.stop();
    await playing;
    await drained(path);
    await page.settled();
    const { delays, expected } = page;
    const steps = Array.from({ length: DISTRIBUTION_STEPS }, (_, i) => i);
    return {
      figures: [
        { name: "balance_p50_ms", value: significant(quantile(delays, 0.5)) },
        { name: "balance_p99_ms", value: significant(quantile(delays, 0.99)), target: { below: 1_000 } },
        { name: "balance_max_ms", value: significant(Math.max(...delays)) },
        { name: "balances_seen", value: delays.length },
      ],
      charts: [
        {
          name: "delay",
          title: `From a heartbeat to the balance on the page, ${viewers} viewers`,
          x: "% of balances",
          y: "ms at most",
          series: [
            { name: "delay", points: steps.map((x) => ({ x, y: Math.round(quantile(delays, x / 100)) })) },
          ],
          target: 1_000,
        },
      ],
      settings: { viewers, pages, creators: CREATORS, minute_seconds: minuteMs / 1_000, minutes },
      books: allBooks(await path.check(), same("balances on watched pages", expected(), delays.length)),
    };
  } finally {
    await path.stop();
  }
};

const SETTLE_MS = 10_000;

/** Opens the pages of some viewers and records when each paid minute appears. */
async function watchPages({ world, audience, players }: Path, sampled: readonly number[]) {
  /** "session minute" → time of its heartbeat, for minutes due during the measurement. */
  const awaited = new Map<string, number>();
  const delays: number[] = [];
  const isSampled = new Set(sampled);
  let measuring = false;
  let expected = 0;
  players.onEveryDue = (session, minute, at) => {
    if (!measuring || !isSampled.has(session)) return;
    expected += 1;
    awaited.set(`${session} ${minute}`, at);
  };
  await each(sampled, async (session) => {
    const viewer = `viewer-${audience.viewers[session]! - audience.firstViewer + 1}`;
    const token = await sign(world, viewer, "viewer");
    await openEventStream(`${world.gatewayUrl}/api/wallet/events`, token, (event, data, at) => {
      if (event !== "balance") return;
      // Version 1 is the credit of tokens; each minute adds one.
      const key = `${session} ${(JSON.parse(data) as { version: number }).version - 1}`;
      const seenAt = awaited.get(key);
      if (seenAt === undefined) return;
      awaited.delete(key);
      delays.push(performance.timeOrigin + at - seenAt);
    });
  });
  return {
    delays,
    expected: () => expected,
    begin: () => {
      measuring = true;
    },
    end: () => {
      measuring = false;
    },
    async settled() {
      for (const until = Date.now() + SETTLE_MS; awaited.size > 0 && Date.now() < until; ) await sleep(100);
    },
  };
}
