import { z } from "zod";
import { changeAccount, changeBank, closeAccount, completeOnboarding } from "./accounts.ts";
import { adjustAccount, available, topUp } from "./balance.ts";
import { failRefund, refundCharge, settleRefund } from "./charges.ts";
import { expireSession, expireSessions, requireSession } from "./checkout.ts";
import { action, cents } from "./control-action.ts";
import { stablecoinActions } from "./control-stablecoin.ts";
import {
  endpointSchema,
  failureRuleSchema,
  faultSchema,
  payoutPlanSchema,
  webhookModeSchema,
} from "./control-types.ts";
import { closeDispute, disputeCharge, escalateDispute, moveDisputeFunds } from "./disputes.ts";
import { forgetOldKeys } from "./idempotency.ts";
import { DISABLED_REASONS } from "./objects.ts";
import { paySession, settleSession } from "./payments.ts";
import { settlePayout } from "./payouts.ts";
import type { Standin } from "./standin.ts";
import { nowMs } from "./state.ts";
import { reverseTransfer } from "./transfers.ts";
import { deliverNow } from "./webhooks.ts";

/** What a test has ordered and nobody used is a mistake in the test. */
const MAX_ORDERS = 1_000;
const MAX_ADVANCE_MS = 400 * 86_400_000;
const none = z.strictObject({});
const id = z.strictObject({ id: z.string() });

function order<Item>(queue: Item[], item: Item): { waiting: number } {
  if (queue.length >= MAX_ORDERS) throw new RangeError(`more than ${MAX_ORDERS} orders wait to be used`);
  queue.push(item);
  return { waiting: queue.length };
}

/**
 * The control API: POST /_control/<name> with a JSON body. Its typed client is `control` of `startStripe`.
 */
export const actions = {
  /**
   * Moves the stand-in's clock forward: keys are forgotten, sessions expire, payouts settle. Answers its
   * time in ms.
   */
  advanceClock: action(
    z.strictObject({ ms: z.number().int().min(0).max(MAX_ADVANCE_MS) }),
    (standin, { ms }) => {
      standin.world.clockOffsetMs += ms;
      forgetOldKeys(standin.world);
      expireSessions(standin.actor());
      standin.tick();
      return { now: nowMs(standin.world) };
    },
  ),
  /** Puts money on the platform's balance (cents; negative takes it away). */
  addPlatformMoney: action(z.strictObject({ amount: cents }), ({ world }, { amount }) => {
    topUp(world, amount);
    return { available: available(world, "platform") };
  }),
  setPlatformBalance: action(z.strictObject({ amount: cents }), ({ world }, { amount }) => {
    topUp(world, amount - available(world, "platform"));
    return { available: available(world, "platform") };
  }),
  changeSettings: action(
    z.strictObject({
      payoutDelayMs: z.number().int().min(0).optional(),
      feeBasisPoints: z.number().int().min(0).max(10_000).optional(),
      feeFixed: z.number().int().min(0).optional(),
      disputeFee: z.number().int().min(0).optional(),
      payoutFee: z.number().int().min(0).optional(),
      ignoredFilters: z.array(z.string()).max(20).optional(),
      transfersOnlyApproved: z.boolean().optional(),
    }),
    ({ world }, changes) => Object.assign(world.settings, changes),
  ),
  /** Lets coming calls go wrong; the first fault that matches a call is taken. */
  addFault: action(faultSchema, ({ world }, fault) => order(world.faults, { ...fault })),
  clearFaults: action(none, ({ world }) => {
    const unused = world.faults;
    world.faults = [];
    return { unused };
  }),
  /** Calls that a fault delays go on now. */
  endDelays: action(none, (standin) => {
    standin.delays.abort();
    standin.delays = new AbortController();
    return {};
  }),
  /** What becomes of the next payouts; without a plan they are paid. */
  planPayout: action(payoutPlanSchema, ({ world }, plan) => order(world.payoutPlans, { ...plan })),
  /** Moves a payout on at once. `moved` is false when its state does not allow it. */
  settlePayout: action(
    z.strictObject({
      id: z.string(),
      status: z.enum(["in_transit", "paid", "failed", "canceled"]),
      failure_code: z.string().optional(),
    }),
    (standin, wish) => ({ moved: settlePayout(standin.actor(), wish.id, wish.status, wish.failure_code) }),
  ),
  ...stablecoinActions,
  /** Lets the next reversals (of an account) fail. */
  failReversals: action(failureRuleSchema, ({ world }, rule) => order(world.reversalFailures, { ...rule })),
  clearReversalFailures: action(none, ({ world }) => {
    const unused = world.reversalFailures;
    world.reversalFailures = [];
    return { unused };
  }),
  /** Another bank account, by its creator. Answers its id. */
  changeBank: action(
    z.strictObject({ id: z.string(), instant: z.boolean().default(true) }),
    (standin, wish) => ({ bank: changeBank(standin.actor(), wish.id, wish.instant) }),
  ),
  /** What opening the onboarding link does. */
  completeOnboarding: action(id, (standin, wish) => completeOnboarding(standin.actor(), wish.id)),
  /** What Stripe decides about an account (sends account.updated). */
  changeAccount: action(
    z.strictObject({
      id: z.string(),
      payouts_enabled: z.boolean().optional(),
      details_submitted: z.boolean().optional(),
      transfers: z.enum(["active", "inactive", "pending"]).optional(),
      disabled_reason: z.enum(DISABLED_REASONS).nullable().optional(),
    }),
    (standin, { id: account, ...change }) => changeAccount(standin.actor(), account, change),
  ),
  /**
   * The creator closes the account, or takes the platform's access away: calls about it answer 403
   * `account_invalid` from now on.
   */
  closeAccount: action(id, (standin, wish) => closeAccount(standin.actor(), wish.id)),
  /**
   * Stripe itself takes from a connected account (negative) or gives to it: its balance may fall below
   * zero.
   */
  adjustAccountBalance: action(z.strictObject({ id: z.string(), amount: cents }), ({ world }, wish) => {
    adjustAccount(world, wish.id, wish.amount);
    return { available: available(world, wish.id) };
  }),
  /** An operator takes a part of a transfer back in Stripe's dashboard, or all that is left of it. */
  reverseTransfer: action(z.strictObject({ id: z.string(), amount: cents.optional() }), (standin, wish) =>
    reverseTransfer(standin.actor(), wish.id, wish.amount),
  ),
  /**
   * Pays a Checkout session as its page does; with `presentment` in another currency, of which `settled`
   * cents arrive.
   */
  paySession: action(
    z.strictObject({
      id: z.string(),
      outcome: z.enum(["paid", "async", "declined"]).default("paid"),
      presentment: z.strictObject({ currency: z.string(), amount: cents, settled: cents }).optional(),
    }),
    (standin, wish) => paySession(standin.actor(), wish.id, wish.outcome, wish.presentment),
  ),
  /** What discounts, taxes or a change at Stripe make of an open session: another total, another currency. */
  changeSession: action(
    z.strictObject({ id: z.string(), amount_total: cents.optional(), currency: z.string().optional() }),
    ({ world }, { id: session, ...change }) => Object.assign(requireSession(world, session).object, change),
  ),
  /** The result of a session that was paid "async". */
  settleSession: action(z.strictObject({ id: z.string(), succeeded: z.boolean() }), (standin, wish) =>
    settleSession(standin.actor(), wish.id, wish.succeeded),
  ),
  expireSession: action(id, (standin, wish) => {
    const session = requireSession(standin.world, wish.id).object;
    if (session.status === "open") expireSession(standin.actor(), session);
    return session;
  }),
  /**
   * Amounts are in the charge's currency, `settled` is cents of the platform's balance. `pending`:
   * `settleRefund` ends it.
   */
  refundCharge: action(
    z.strictObject({
      id: z.string(),
      amount: cents.optional(),
      reason: z.string().optional(),
      settled: cents.optional(),
      pending: z.boolean().optional(),
    }),
    (standin, { id: charge, ...wish }) => refundCharge(standin.actor(), charge, wish),
  ),
  settleRefund: action(z.strictObject({ id: z.string(), succeeded: z.boolean() }), (standin, wish) =>
    settleRefund(standin.actor(), wish.id, wish.succeeded),
  ),
  failRefund: action(id, (standin, wish) => failRefund(standin.actor(), wish.id)),
  /** All of a charge or a part, in any currency; an `inquiry` moves no money before `escalateDispute`. */
  disputeCharge: action(
    z.strictObject({
      id: z.string(),
      amount: cents.optional(),
      reason: z.string().optional(),
      currency: z.string().optional(),
      settled: cents.optional(),
      inquiry: z.boolean().optional(),
    }),
    (standin, { id: charge, ...wish }) => disputeCharge(standin.actor(), charge, wish),
  ),
  escalateDispute: action(id, (standin, wish) => escalateDispute(standin.actor(), wish.id)),
  /** Decides a dispute, also one that was decided the other way before. */
  closeDispute: action(z.strictObject({ id: z.string(), won: z.boolean() }), (standin, wish) =>
    closeDispute(standin.actor(), wish.id, wish.won),
  ),
  /**
   * A further change of a dispute's money, in cents of the platform's balance: negative takes, positive
   * gives back.
   */
  moveDisputeFunds: action(
    z.strictObject({ id: z.string(), amount: cents, fee: cents.default(0) }),
    (standin, wish) => moveDisputeFunds(standin.actor(), wish.id, wish.amount, wish.fee),
  ),
  /** The API keys that are right from now on: two while one is rolled. */
  setApiKeys: action(z.strictObject({ keys: z.array(z.string()).min(1).max(2) }), (standin, { keys }) => {
    standin.apiKeys = keys;
    return { keys: keys.length };
  }),
  /** Where webhooks go from now on, also those that wait. */
  setWebhooks: action(z.strictObject({ endpoints: z.array(endpointSchema).max(20) }), ({ world }, wish) => {
    world.endpoints = wish.endpoints.map(({ types, ...rest }) =>
      types === undefined ? rest : { ...rest, types },
    );
    return { endpoints: world.endpoints.length };
  }),
  /** How events are delivered from now on; {} is the good way. */
  setWebhookMode: action(webhookModeSchema, ({ world }, mode) => {
    world.webhookMode = mode;
    return mode;
  }),
  /** Sends now: the named events (again), or what was dropped or given up (of these types). */
  deliver: action(
    z.strictObject({
      events: z.array(z.string()).optional(),
      types: z.array(z.string()).optional(),
      times: z.number().int().min(1).max(20).optional(),
    }),
    (standin, wish) => {
      const sent = deliverNow(standin.world, wish);
      standin.deliverer.pump();
      return { sent };
    },
  ),
  /** What waits, what was dropped and the last 10,000 tries with their status (0: no answer). */
  deliveries: action(none, ({ world, deliverer }) => ({
    idle: deliverer.idle(),
    waiting: world.deliveries,
    undelivered: world.undelivered,
    tries: world.delivered,
  })),
  /** The last 10,000 API calls, oldest first. */
  calls: action(none, ({ world }) => world.calls),
  clearCalls: action(none, ({ world }) => {
    world.calls = [];
    return {};
  }),
  /** Everything there is. */
  state: action(none, ({ world }) => world),
  /** As newly started: nothing is left of accounts, money, events and the moved clock. */
  reset: action(none, (standin) => {
    const { endpoints } = standin.world;
    standin.reset();
    standin.world.endpoints = endpoints;
    return {};
  }),
};

type Actions = typeof actions;
/** Every action as an async method: its input as above, its result as JSON. */
export type StripeControl = {
  [Name in keyof Actions]: (
    ...input: Record<string, never> extends z.input<Actions[Name]["input"]>
      ? [input?: z.input<Actions[Name]["input"]>]
      : [input: z.input<Actions[Name]["input"]>]
  ) => Promise<ReturnType<Actions[Name]["run"]>>;
};

/** Does one action. Throws a ZodError, a RangeError or an ApiError when the input is wrong. */
export function runAction(standin: Standin, name: string, input: unknown): unknown {
  if (!Object.hasOwn(actions, name)) throw new RangeError(`there is no action ${name}`);
  // The table's types are for its callers; here input and run belong together by construction.
  const found = actions[name as keyof Actions] as {
    input: z.ZodType;
    run: (s: Standin, i: unknown) => unknown;
  };
  const result = found.run(standin, found.input.parse(input));
  standin.save();
  return result;
}
