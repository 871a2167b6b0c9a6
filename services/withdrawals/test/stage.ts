import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { WalletServiceService } from "@metercast/contracts/wallet/v1/wallet.ts";
import {
  type Withdrawal,
  WithdrawalStatus,
  WithdrawalsServiceService,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { type StripeStandin, startStripe } from "@metercast/local-servers";
import { withClient } from "@metercast/provision";
import { type Caller, callGrpc, MetercastError } from "@metercast/runtime";
import { adjust, poll, startWorld, type World, type WorldOptions } from "@metercast/testkit";
import { expect } from "vitest";

export const SECRET = "whsec_of_the_test";
const Status = WithdrawalStatus;
export const STATUS_NAMES: Record<number, string> = Object.fromEntries(
  Object.entries(Status).map(([name, value]) => [value, name.replace("WITHDRAWAL_STATUS_", "")]),
);

/** A wallet, withdrawals and Stripe's stand-in, whose webhooks arrive as the gateway would hand them on. */
export interface Stage {
  world: World;
  stripe: StripeStandin;
  api: Caller<typeof WithdrawalsServiceService>;
  wallet: Caller<typeof WalletServiceService>;
  /** What the receiver answered to each webhook. */
  hooks: number[];
  query<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

/** Waits are short, so that a test sees in seconds what takes minutes in life. */
export const QUICK = {
  COMPLETE_AFTER_SECONDS: "4",
  // Answers that wait for the wallet: here a slow machine's, too.
  WALLET_WAIT_SECONDS: "10",
  STRIPE_SWEEP_SECONDS: "0.5",
  STRIPE_RETRY_SECONDS: "0.5",
  STRIPE_TIMEOUT_SECONDS: "1",
  ATTEMPT_UNKNOWN_RETRY_SECONDS: "0.2",
  ATTEMPT_LEASE_SECONDS: "2.5",
  PAYOUT_METHOD_LOCK_HOURS: "0",
};

export async function startStage(
  env: Record<string, string> = {},
  options: Pick<WorldOptions, "natsFolder"> = {},
): Promise<Stage> {
  const hooks: number[] = [];
  let stage: Stage | undefined;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const signature = String(request.headers["stripe-signature"] ?? "");
      const status = await (
        stage?.api.receiveWebhook({ payload: Buffer.concat(chunks), signature }) ?? Promise.reject()
      ).then(
        () => 200,
        (error) => MetercastError.from(error).http,
      );
      hooks.push(status);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks/stripe/payouts`;
  const secrets = [SECRET];
  const stripe = await startStripe({
    payoutDelayMs: 150,
    webhooks: [
      { url, secrets, connect: true },
      { url, secrets, connect: false },
    ],
  });
  const world = await startWorld({
    services: ["wallet", "withdrawals"],
    ...options,
    env: {
      withdrawals: {
        ...QUICK,
        STRIPE_SECRET_KEY: stripe.apiKey,
        STRIPE_API_BASE_URL: stripe.url,
        STRIPE_WEBHOOK_SECRETS: `whsec_old,${SECRET}`,
        ...env,
      },
    },
  });
  stage = {
    world,
    stripe,
    hooks,
    api: callGrpc(WithdrawalsServiceService, world.service("withdrawals").grpcAddress ?? "", {
      deadlineMs: 60_000,
    }),
    wallet: callGrpc(WalletServiceService, world.service("wallet").grpcAddress ?? "", { deadlineMs: 60_000 }),
    query: (sql, parameters) =>
      withClient(world.adminUrl, async (client) => (await client.query(sql, parameters)).rows),
    async stop() {
      if (process.env.STAGE_LOG) console.log(world.service("withdrawals").lines().join("\n"));
      await world.stop();
      await stripe.stop();
      receiver.closeAllConnections();
      receiver.close();
    },
  };
  return stage;
}

let keys = 0;

/** A creator who may be paid by Stripe. Gives the connected account. */
export async function creator(stage: Stage, creatorId: string, cents = 100_000n): Promise<string> {
  await adjust(stage.wallet, creatorId, "USD", cents);
  const wish = {
    creatorId,
    creatorEmail: `${creatorId}@example.com`,
    rail: "stripe",
    returnUrl: "http://localhost/back",
  };
  // Where Stripe took longer than its second here: asking again is safe.
  await poll(
    () => stage.api.startOnboarding(wish),
    () => true,
  );
  const { accounts } = await stage.stripe.control.state();
  const account = Object.values(accounts).find(({ metadata }) => metadata.creator_id === creatorId)?.id;
  if (account === undefined) throw new Error("no account was made");
  await stage.stripe.control.completeOnboarding({ id: account });
  await poll(async () => {
    const { payoutMethods } = await stage.api.listPayoutMethods({ creatorId });
    expect(payoutMethods[0]?.state).toBe("ready");
  });
  return account;
}

export const asking = (creatorId: string, amount = 10_000n, idempotencyKey = `key-${++keys}`) => ({
  creatorId,
  amount,
  payoutMethodId: "",
  speed: "",
  idempotencyKey,
  creatorName: `Name of ${creatorId}`,
  creatorEmail: `${creatorId}@example.com`,
});

export async function ask(stage: Stage, creatorId: string, amount = 10_000n): Promise<string> {
  const { withdrawal } = await stage.api.createWithdrawal(asking(creatorId, amount));
  return withdrawal?.id ?? "";
}

export const deciding = (withdrawalId: string, action: string, actorId = "admin-1", note = "because") => ({
  withdrawalId,
  action,
  actorId,
  note,
  reference: "bank-1",
  outcome: "",
  payoutMethodId: "",
  internalNote: "",
});
export const resolving = (withdrawalId: string, outcome: string, actorId = "admin-1") => ({
  ...deciding(withdrawalId, "resolve", actorId, ""),
  outcome,
  internalNote: "mail of the payer",
  reference: "case 7",
});
export const approve = ({ api }: Stage, withdrawalId: string, actorId = "admin-1") =>
  api.decideWithdrawal(deciding(withdrawalId, "approve", actorId));

export async function read({ api }: Stage, withdrawalId: string): Promise<Withdrawal> {
  const { withdrawal } = await api.getWithdrawal({ withdrawalId });
  if (!withdrawal) throw new Error("no withdrawal");
  return withdrawal;
}
export const statusOf = async (stage: Stage, id: string) => STATUS_NAMES[(await read(stage, id)).status];
export const reaches = (stage: Stage, id: string, status: string) =>
  poll(async () => expect(await statusOf(stage, id)).toBe(status));

export async function balance({ wallet }: Stage, userId: string) {
  const [found] = (await wallet.getBalances({ userId })).accounts;
  return [found?.posted, found?.held];
}
export const platform = async ({ wallet }: Stage, name: string) =>
  (await wallet.getPlatformBalances({})).balances.find((one) => one.name === name)?.balance ?? 0n;

/** Stripe's id of the payout that is under way for a withdrawal, once it is there. */
export async function payoutOf(stage: Stage, id: string): Promise<string> {
  const reference = async () => (await read(stage, id)).attempts.at(-1)?.reference ?? "";
  await poll(async () => expect(await reference()).toMatch(/^po_/));
  return reference();
}

/** Nothing was paid twice, nothing is lost: both books say so, and Stripe's records say the same as ours. */
export async function booksBalance(stage: Stage): Promise<void> {
  const { checks } = await stage.wallet.getIntegrity({ runNow: true });
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  const own = await stage.api.getIntegrity({ runNow: true });
  expect(own.checks.filter(({ ok }) => !ok)).toEqual([]);
  const { balances } = await stage.stripe.control.state();
  const atStripe = Object.entries(balances)
    .filter(([owner]) => owner !== "outside" && owner !== "fees")
    .reduce((sum, [, amount]) => sum + BigInt(amount), 0n);
  await poll(async () => expect(OPENING - (await platform(stage, "external_stripe"))).toBe(atStripe));
  await poll(async () => expect(await platform(stage, "payouts_in_transit")).toBe(0n));
}
/** The stand-in's platform balance at its start. */
export const OPENING = 1_000_000n;

/** The events of a type about a creator in the outbox, oldest first; without a creator all of them. */
export const eventsOf = async ({ query }: Stage, type: string, creatorId?: string) =>
  (
    await query<{ body: Record<string, unknown> }>(
      `SELECT convert_from(payload, 'UTF8')::jsonb AS body FROM withdrawals.outbox WHERE subject = $1
        AND ($2::text IS NULL OR convert_from(payload, 'UTF8')::jsonb ->> 'creatorId' = $2) ORDER BY id`,
      [type, creatorId ?? null],
    )
  ).map(({ body }) => body);

/** What was announced of a creator's payout methods, in order. */
export const methodEvents = async (stage: Stage, creatorId: string) =>
  (await eventsOf(stage, "withdrawals.payout_method.changed.v1", creatorId)).map(({ change }) => change);

/** Why a creator's withdrawals were announced as waiting for a person, in order. */
export const reviewsOf = async (stage: Stage, creatorId: string) =>
  (await eventsOf(stage, "withdrawals.withdrawal.needs_review.v1", creatorId)).map(({ reason }) => reason);

/** Each attempt that a rail took was announced once, whatever crashed meanwhile; no other one was. */
export async function sentOnce(stage: Stage): Promise<void> {
  const taken = await stage.query<{ id: string }>(
    `SELECT 'pay_' || replace(a.id::text, '-', '') AS id FROM withdrawals.payout_attempt a
      WHERE method <> 'manual' AND EXISTS (SELECT FROM withdrawals.attempt_change WHERE attempt = a.id AND to_state = 'sent')
      ORDER BY 1`,
  );
  const announced = await eventsOf(stage, "withdrawals.payout.sent.v1");
  expect(taken.length).toBeGreaterThan(0);
  expect(announced.map(({ attemptId }) => attemptId).toSorted()).toEqual(taken.map(({ id }) => id));
}

/** Transfers that were made and not reversed, and payouts that were not failed, of a withdrawal. */
export async function moneyOut({ stripe }: Stage, withdrawalId: string) {
  const { transfers, payouts } = await stripe.control.state();
  return {
    transfers: Object.values(transfers).filter(
      (one) => one.transfer_group === withdrawalId && one.amount_reversed < one.amount,
    ).length,
    payouts: Object.values(payouts).filter(
      ({ object }) => object.metadata.withdrawal_id === withdrawalId && object.status !== "failed",
    ).length,
  };
}
