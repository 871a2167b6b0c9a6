import { newUuid, publicId } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { connectBroker } from "@metercast/outbox";
import { withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { startWorld, type World } from "@metercast/testkit";
import { openAccounts } from "./support/audience.ts";
import { allBooks, type BenchContext, type Books, type Figure, type Result, same } from "./support/bench.ts";
import { startCost } from "./support/cost.ts";
import { checksHold } from "./support/ledger-check.ts";
import { quantile, seededRandom, significant } from "./support/numbers.ts";
import { runFor } from "./support/posting.ts";
import { POSTGRES_SETTINGS } from "./support/servers.ts";
import { type Door, eventDoor, grpcDoor, type Wallet } from "./support/transfer-doors.ts";
import { makePlain, plainRate } from "./support/transfer-yardstick.ts";

const CLIENT = "demo";
const CLIENTS = {
  [CLIENT]: { TIP: { direction: "credit", asset: "USD", counterpart: "platform_usd", max_amount: "10000" } },
};
/** Under way at a time: about what a set of some tens of milliseconds needs for 3,000 a second, doubled. */
const UNDER_WAY = 256;
/** Creators who withdraw a cent again and again. */
const HOLDERS = 50;
/** Withdrawals' holds under way at a time. */
const HOLDS_UNDER_WAY = 16;

/**
 * Single transfers by both doors, all to one creator and spread over many: as many as it takes, and the time
 * to an answer at a fixed rate. Beside the usual ledger function, called directly, in the same run.
 */
export async function transfers(context: BenchContext): Promise<Result> {
  const { setting, progress } = context;
  const creators = setting("creators", 10_000, 500);
  const seconds = setting("seconds", 15, 3);
  const perSecond = setting("per_second", 1_000, 200);
  const world = await startWorld({
    services: ["wallet"],
    env: {
      LOG_LEVEL: "warn",
      INTEGRITY_INTERVAL_SECONDS: "86400",
      PLATFORM_CLIENTS: JSON.stringify(CLIENTS),
      PLATFORM_CLIENT_REQUESTS_PER_SECOND: "10000",
    },
    prepare: async ({ adminUrl }) => {
      progress(`opening ${creators} creators' accounts`);
      await openAccounts(adminUrl, 1, creators);
      await makePlain(adminUrl);
    },
  });
  const broker = await connectBroker(world.nats.url, "bench", createLogger("bench", "error"));
  const grpc = grpcDoor(world.service("wallet").grpcAddress ?? "");
  const events = eventDoor(broker, CLIENT);
  const asked: Asked = { keys: 0, posted: 0 };
  try {
    const figures: Figure[] = [];
    for (const hot of [true, false]) {
      const ask = askerOf(creators, hot, asked);
      const kind = hot ? "hot" : "spread";
      const plain = [await plainRate(world.adminUrl, hot, seconds / 2)];
      const rates: [string, Rate][] = [];
      for (const door of [grpc, events]) {
        await runFor(1, UNDER_WAY, () => ask(door));
        rates.push([door.name, await rateOf(world, door, ask, seconds)]);
        progress(`${kind} by ${door.name}: ${Math.round(rates.at(-1)![1].perSecond)} a second`);
      }
      plain.push(await plainRate(world.adminUrl, hot, seconds / 2));
      const usual = (plain[0]! + plain[1]!) / 2;
      progress(`${kind} by the usual function: ${Math.round(usual)} a second`);
      figures.push({ name: `plain_${kind}_per_second`, value: significant(usual) });
      for (const [door, rate] of rates) figures.push(...rateFigures(`${door}_${kind}`, rate, usual));
      for (const door of [grpc, events]) {
        const { times, failed } = await steadily(perSecond, seconds, () => ask(door));
        progress(
          `${kind} by ${door.name} at ${perSecond} a second: p99 ${Math.round(quantile(times, 0.99))} ms`,
        );
        figures.push(
          { name: `${door.name}_${kind}_failed`, value: failed, target: { below: 1 } },
          { name: `${door.name}_${kind}_p50_ms`, value: significant(quantile(times, 0.5)) },
          {
            name: `${door.name}_${kind}_p99_ms`,
            value: significant(quantile(times, 0.99)),
            target: { below: 50 },
          },
        );
      }
    }
    for (let i = 1; i <= HOLDERS; i++) await grpc.ask(`holder-${i}`, `creator-${i}`);
    asked.posted += HOLDERS;
    figures.push(await holdsRate(grpc.wallet, seconds, asked));
    progress("checking the books");
    const books = await check(world, asked.posted);
    return {
      figures,
      settings: { creators, seconds, per_second: perSecond, under_way: UNDER_WAY, ...POSTGRES_SETTINGS },
      books,
    };
  } finally {
    grpc.close();
    events.close();
    await broker.close();
    await world.stop();
  }
}

interface Asked {
  keys: number;
  /** Answered as posted. */
  posted: number;
}

/** Asks for a transfer to the one creator, or to one of all. */
function askerOf(creators: number, hot: boolean, asked: Asked) {
  const random = seededRandom(1);
  return async (door: Door): Promise<number> => {
    const creator = hot ? 1 : 1 + Math.floor(random() * creators);
    await door.ask(`${door.name}-${asked.keys++}`, `creator-${creator}`);
    asked.posted += 1;
    return 1;
  };
}

interface Rate {
  perSecond: number;
  /** Microseconds of processor a transfer, by process. */
  micros: Record<string, number>;
}

async function rateOf(
  world: World,
  door: Door,
  ask: (door: Door) => Promise<number>,
  seconds: number,
): Promise<Rate> {
  const pids = { wallet: world.service("wallet").pid, nats: world.nats.pid, bench: process.pid };
  const endCost = await startCost(world.adminUrl, pids);
  const pace = await runFor(seconds, UNDER_WAY, () => ask(door));
  const { cpuSeconds } = await endCost();
  const micros = Object.fromEntries(
    ["wallet", "postgres", "nats", "bench"].map((name) => [name, (cpuSeconds[name]! * 1e6) / pace.lines]),
  );
  return { perSecond: pace.lines / pace.seconds, micros };
}

const rateFigures = (name: string, { perSecond, micros }: Rate, usual: number): Figure[] => [
  { name: `${name}_per_second`, value: significant(perSecond), target: { atLeast: 3_000 } },
  { name: `${name}_times_plain`, value: significant(perSecond / usual) },
  ...Object.entries(micros).map(([process, value]) => ({
    name: `${name}_${process}_us`,
    value: significant(value),
  })),
];

/**
 * Milliseconds to each answer, from when it was due, and how many requests failed. They come at random
 * moments and don't wait.
 */
async function steadily(
  perSecond: number,
  seconds: number,
  ask: () => Promise<number>,
): Promise<{ times: number[]; failed: number }> {
  const random = seededRandom(2);
  const times: number[] = [];
  let failed = 0;
  const open = new Set<Promise<void>>();
  const gap = () => (-Math.log(1 - random()) * 1_000) / perSecond;
  const start = performance.now();
  for (let due = start + gap(); due < start + seconds * 1_000; ) {
    for (; due <= performance.now(); due += gap()) {
      const dueAt = due;
      const one = ask()
        .then(
          () => void times.push(performance.now() - dueAt),
          () => void failed++,
        )
        .finally(() => open.delete(one));
      open.add(one);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(open);
  return { times, failed };
}

/** A withdrawal's hold and its end, each a call. */
async function holdsRate(wallet: Wallet, seconds: number, asked: Asked): Promise<Figure> {
  let next = 0;
  const pace = await runFor(seconds, HOLDS_UNDER_WAY, async () => {
    const holdId = publicId("hold", newUuid(Date.now()));
    const userId = `creator-${1 + (next++ % HOLDERS)}`;
    await wallet.placeHold({
      holdId,
      userId,
      asset: Asset.ASSET_USD,
      amount: 1n,
      referenceType: "WITHDRAWAL",
      referenceId: "",
      channel: "",
    });
    await wallet.postHold({ holdId });
    asked.posted += 1;
    return 1;
  });
  return { name: "holds_per_second", value: significant(pace.lines / pace.seconds) };
}

async function check(world: World, asked: number): Promise<Books> {
  await world.service("wallet").stop();
  const posted = await withClient(world.adminUrl, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      "SELECT count(*)::integer AS n FROM wallet.transfer WHERE source <> 'bench'",
    );
    return rows[0]!.n;
  });
  return allBooks(
    same("transfers posted of those answered so", asked, posted),
    await checksHold(world.adminUrl),
  );
}
