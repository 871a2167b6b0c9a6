import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Asset } from "@metercast/contracts/common/v1/money.ts";
import { Direction, WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import {
  WithdrawalStatus,
  WithdrawalsServiceService,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { startStripe } from "@metercast/local-servers";
import { type Caller, callGrpc } from "@metercast/runtime";
import { startWorld } from "@metercast/testkit";
import type { BenchContext, Result } from "./support/bench.ts";
import { quantile, significant } from "./support/numbers.ts";
import { peakRssMb } from "./support/processes.ts";

/** Withdrawals under way at a time. */
const CONCURRENCY = 12;
const AMOUNT = 5_000n;
const SECRET = "whsec_bench";
const TIMEOUT_MS = 60_000;

type Api = Caller<typeof WithdrawalsServiceService>;
type Wallet = Caller<typeof WalletServiceService>;

/**
 * From request to COMPLETED with the stand-in for Stripe, everything on this machine: withdrawals a second,
 * and the memory of the service.
 */
export async function withdrawals({ setting, progress }: BenchContext): Promise<Result> {
  const creatorCount = setting("creators", 120, 12);
  const money = AMOUNT * BigInt(creatorCount);
  const stripe = await startStripe({ platformBalance: Number(money), payoutDelayMs: 1 });
  const world = await startWorld({
    services: ["wallet", "withdrawals"],
    env: {
      STRIPE_SECRET_KEY: stripe.apiKey,
      STRIPE_API_BASE_URL: stripe.url,
      STRIPE_WEBHOOK_SECRETS: SECRET,
      STRIPE_OPENING_BALANCE_CENTS: money.toString(),
      LOG_LEVEL: "error",
    },
  });
  const api = callGrpc(WithdrawalsServiceService, world.service("withdrawals").grpcAddress ?? "", {
    deadlineMs: 20_000,
  });
  const wallet = callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", {
    deadlineMs: 20_000,
  });
  const door = await receiveWebhooks(api);
  try {
    await stripe.control.setWebhooks({ endpoints: [{ url: door.url, secrets: [SECRET], connect: true }] });
    const creators = Array.from({ length: creatorCount }, (_, i) => `creator-${i}`);
    for (const creator of creators) await fund(wallet, api, creator);
    for (const id of Object.keys((await stripe.control.state()).accounts))
      await stripe.control.completeOnboarding({ id });
    await allReady(api, creators);
    progress(`${creators.length} creators can be paid`);
    const began = performance.now();
    const times = await runAll(creators, (creator) => payOne(api, creator));
    const seconds = (performance.now() - began) / 1_000;
    const books = await wallet.getIntegrity({ runNow: true });
    const outside = await api.getIntegrity({ runNow: true });
    return {
      figures: [
        { name: "withdrawals_per_second", value: significant(creators.length / seconds) },
        { name: "request_to_completed_p50_ms", value: significant(quantile(times, 0.5)) },
        { name: "request_to_completed_p99_ms", value: significant(quantile(times, 0.99)) },
        { name: "withdrawals_peak_rss_mb", value: peakRssMb(world.service("withdrawals").pid) },
      ],
      settings: { creators: creators.length, concurrency: CONCURRENCY, payout_delay_ms: 1 },
      books: { ok: books.ok && outside.ok, detail: "wallet's and withdrawals' integrity" },
    };
  } finally {
    door.close();
    await world.stop();
    await stripe.stop();
  }
}

/** Forwards each webhook to the service, as the gateway does. */
async function receiveWebhooks(api: Api): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const signature = String(request.headers["stripe-signature"] ?? "");
    const taken = await api.receiveWebhook({ payload: Buffer.concat(chunks), signature }).then(
      () => 200,
      () => 503,
    );
    response.writeHead(taken).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

async function fund(wallet: Wallet, api: Api, creatorId: string): Promise<void> {
  await wallet.postAdjustment({
    source: "adjustment",
    requestId: `fund-${creatorId}`,
    userId: creatorId,
    asset: Asset.ASSET_USD,
    direction: Direction.DIRECTION_CREDIT,
    amount: AMOUNT,
    referenceType: "ADJUSTMENT",
    referenceId: "",
    reason: "bench",
    actorId: "",
  });
  await api.startOnboarding({
    creatorId,
    creatorEmail: `${creatorId}@example.com`,
    rail: "stripe",
    returnUrl: "http://127.0.0.1/back",
  });
}

async function allReady(api: Api, creators: readonly string[]): Promise<void> {
  for (const creatorId of creators) {
    await until(async () => (await api.listPayoutMethods({ creatorId })).payoutMethods[0]?.state === "ready");
  }
}

/** Returns the ms from request to COMPLETED. */
async function payOne(api: Api, creatorId: string): Promise<number> {
  const began = performance.now();
  const request = {
    creatorId,
    amount: AMOUNT,
    payoutMethodId: "",
    speed: "",
    idempotencyKey: "bench",
    creatorName: "",
    creatorEmail: "",
  };
  const { withdrawal } = await api.createWithdrawal(request);
  const withdrawalId = withdrawal?.id ?? "";
  const approval = {
    action: "approve",
    actorId: "admin",
    note: "",
    internalNote: "",
    reference: "",
    outcome: "",
    payoutMethodId: "",
    speed: "",
  };
  await api.decideWithdrawal({ withdrawalId, ...approval });
  await until(async () => {
    const { withdrawal: now } = await api.getWithdrawal({ withdrawalId });
    return now?.status === WithdrawalStatus.WITHDRAWAL_STATUS_COMPLETED;
  });
  return performance.now() - began;
}

async function runAll<T>(items: readonly T[], work: (item: T) => Promise<number>): Promise<number[]> {
  const waiting = [...items];
  const times: number[] = [];
  const lane = async () => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) times.push(await work(item));
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  return times;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (
    const end = Date.now() + TIMEOUT_MS;
    !(await done());
    await new Promise((resolve) => setTimeout(resolve, 25))
  ) {
    if (Date.now() > end) throw new Error("it took too long");
  }
}
