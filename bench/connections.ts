import { setTimeout as sleep } from "node:timers/promises";
import { newUuid, uuidToBytes } from "@metercast/contracts";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { startWorld, type World } from "@metercast/testkit";
import { allBooks, type Bench, same } from "./support/bench.ts";
import { type EventStream, openEventStream } from "./support/event-streams.ts";
import { significant } from "./support/numbers.ts";
import { booksOf, each, fund, sign, type WalletClient, walletOf } from "./support/people.ts";
import { cpuSeconds, rssMb } from "./support/processes.ts";

const CONNECTIONS = 10_000;
/** Warms the gateway up: compiled code and open pools. */
const WARM_UP = 500;
const ROUNDS = 5;
const LINES_PER_BATCH = 2_000;
const UPDATE_TIMEOUT_MS = 60_000;
/** Time for garbage collection after the last connection. */
const SETTLE_MS = 30_000;

/** Ten thousand open event streams on one gateway: the memory of each, and the cost of an update to all. */
export const connections: Bench = async ({ quick, progress }) => {
  const count = quick ? 1_000 : CONNECTIONS;
  const world = await startWorld({
    services: ["wallet", "billing", "gateway"],
    env: { LOG_LEVEL: "error", SSE_CONNECTIONS: String(count + WARM_UP), SSE_HEARTBEAT_SECONDS: "60" },
  });
  const streams: EventStream[] = [];
  try {
    const wallet = walletOf(world);
    const viewers = Array.from({ length: count + WARM_UP }, (_, i) => `viewer-${i}`);
    progress(`giving tokens to ${viewers.length} viewers`);
    await fund(wallet, viewers, 1_000n);
    const seen = { events: 0 };
    const open = (ids: readonly string[]) =>
      each(ids, async (id) => {
        const url = `${world.gatewayUrl}/api/wallet/events`;
        streams.push(
          await openEventStream(url, await sign(world, id, "viewer"), (event) => {
            if (event === "balance") seen.events += 1;
          }),
        );
      });
    const { pid } = world.service("gateway");
    await open(viewers.slice(0, WARM_UP));
    await sleep(SETTLE_MS);
    const before = rssMb(pid);
    progress(`opening ${count} event streams`);
    const began = performance.now();
    await open(viewers.slice(WARM_UP));
    const openedPerSecond = (count / (performance.now() - began)) * 1_000;
    await sleep(SETTLE_MS);
    const after = rssMb(pid);

    progress("telling all of them");
    const update = await tellAll(world, wallet, viewers.slice(WARM_UP), seen);
    return {
      figures: [
        {
          name: "kb_per_connection",
          value: significant(((after - before) * 1_024) / count),
          target: { below: 20 },
        },
        { name: "gateway_rss_mb", value: after },
        { name: "opened_per_second", value: significant(openedPerSecond) },
        { name: "update_of_all_ms", value: significant(update.ms) },
        { name: "gateway_cpu_us_per_event", value: significant(update.cpuMicrosecondsEach) },
      ],
      settings: { connections: count, warm_up: WARM_UP, rounds: ROUNDS, lines_per_batch: LINES_PER_BATCH },
      books: allBooks(await booksOf(wallet), same("events of all updates", update.expected, update.seen)),
    };
  } finally {
    for (const stream of streams) stream.close();
    await world.stop();
  }
};

/** Posts a minute of every viewer several times, and waits each time until all streams have received it. */
async function tellAll(
  world: World,
  wallet: WalletClient,
  viewers: readonly string[],
  seen: { events: number },
) {
  const gateway = world.service("gateway").pid;
  const lines = await linesOf(wallet, viewers);
  const first = seen.events;
  const [cpu, began] = [cpuSeconds(gateway), performance.now()];
  for (let round = 1; round <= ROUNDS; round++) {
    for (const batch of lines)
      await wallet.postMinutes({ due: { ...batch, minutes: batch.termIndexes.map(() => round) } });
    const until = performance.now() + UPDATE_TIMEOUT_MS;
    while (seen.events - first < round * viewers.length && performance.now() < until) await sleep(5);
  }
  const events = ROUNDS * viewers.length;
  return {
    ms: (performance.now() - began) / ROUNDS,
    cpuMicrosecondsEach: ((cpuSeconds(gateway) - cpu) / events) * 1e6,
    expected: events,
    seen: seen.events - first,
  };
}

/** A session of each viewer in one stream, as batches without minutes. */
async function linesOf(wallet: WalletClient, viewers: readonly string[]) {
  const open = async (userIds: readonly string[], asset: Asset) =>
    (await wallet.openAccounts({ accounts: userIds.map((userId) => ({ userId, asset })) })).accounts.map(
      ({ account }) => account,
    );
  const [creatorAccount = 0n] = await open(["creator"], Asset.ASSET_USD);
  const terms = [
    {
      streamId: Buffer.from(uuidToBytes(newUuid(Date.now()))),
      creatorAccount,
      tokensPerMinute: 5n,
      creatorCentsPerMinute: 1_320n,
    },
  ];
  const accounts: bigint[] = [];
  for (let i = 0; i < viewers.length; i += 100)
    accounts.push(...(await open(viewers.slice(i, i + 100), Asset.ASSET_TOKEN)));
  const batches = [];
  for (let i = 0; i < accounts.length; i += LINES_PER_BATCH) {
    const viewerAccounts = accounts.slice(i, i + LINES_PER_BATCH);
    const sessionIds = Buffer.concat(viewerAccounts.map(() => uuidToBytes(newUuid(Date.now() - 3_600_000))));
    batches.push({ terms, sessionIds, viewerAccounts, termIndexes: viewerAccounts.map(() => 0) });
  }
  return batches;
}
