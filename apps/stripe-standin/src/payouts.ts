import { available, record, shift } from "./balance.ts";
import type { Actor, Call, Route } from "./call.ts";
import { ApiError, missing, refused } from "./errors.ts";
import { emit } from "./events.ts";
import { inRange, LIST_PARAMS, page } from "./lists.ts";
import type { PayoutObject, PayoutStatus } from "./objects.ts";
import { amount, currency, mergedMetadata, metadata, oneOf, text } from "./params.ts";
import { newId, nowMs, nowSeconds, type PayoutStep, type World } from "./state.ts";
import { bankAccountId, takesInstant } from "./views.ts";

/** A standard payout arrives two banking days later. */
const ARRIVAL_SECONDS = 2 * 86_400;
const FAILURE_MESSAGES: Record<string, string> = {
  account_closed: "The bank account has been closed.",
  could_not_process: "The bank could not process this payout.",
  no_account: "The bank account details on file are probably incorrect: no bank account could be located.",
};

/** Events of a connected account carry its id; the platform's own don't. */
function scope(owner: string): { account?: string } {
  return owner === "platform" ? {} : { account: owner };
}

function createPayout(call: Call): object {
  const { world, form, owner } = call;
  const cents = amount(form);
  currency(form);
  const kept = metadata(form);
  const method = oneOf(form, "method", ["standard", "instant"]) === "instant" ? "instant" : "standard";
  const account = world.accounts[owner];
  if (account !== undefined && !account.payouts_enabled) {
    throw new ApiError(
      403,
      {
        type: "invalid_request_error",
        message: "Payouts have been disabled on the connected account.",
        code: "payouts_not_allowed",
      },
      true,
    );
  }
  if (method === "instant") refuseInstant(world, owner, cents);
  if (available(world, owner) < cents) {
    throw refused(
      "You have insufficient funds in your Stripe account for this payout.",
      "balance_insufficient",
    );
  }
  const details = { metadata: kept, description: text(form, "description") ?? null };
  const descriptor = text(form, "statement_descriptor") ?? null;
  return start(call, owner, cents, {
    ...details,
    statement_descriptor: descriptor,
    automatic: false,
    method,
  });
}

/** Stripe's limit of one instant payout, in cents. */
const INSTANT_MOST = 999_900;
/** One percent, 50 cents at least. */
const instantFee = (cents: number): number => Math.max(50, Math.ceil(cents / 100));

/** @throws where Stripe pays nothing instantly */
function refuseInstant(world: World, owner: string, cents: number): void {
  if (!takesInstant(world, owner))
    throw refused("This bank account is not eligible for Instant Payouts.", "instant_payouts_unsupported");
  if (cents < 50) throw refused("An instant payout is at least $0.50.", "amount_too_small");
  if (cents > INSTANT_MOST)
    throw refused("This is more than an instant payout may be.", "instant_payouts_limit_exceeded");
}

type Details = Pick<
  PayoutObject,
  "metadata" | "description" | "statement_descriptor" | "automatic" | "method"
>;

function start(actor: Actor, owner: string, cents: number, details: Details): PayoutObject {
  const { world } = actor;
  const id = newId("po");
  shift(world, owner, "outside", cents);
  const created = nowSeconds(world);
  const payout: PayoutObject = {
    id,
    object: "payout",
    amount: cents,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: details.method === "instant" ? created : created + ARRIVAL_SECONDS,
    balance_transaction: record(world, owner, { type: "payout", amount: -cents, source: id }),
    created,
    currency: "usd",
    destination: bankAccountId(world, owner),
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    original_payout: null,
    payout_method: null,
    reconciliation_status: details.automatic ? "completed" : "not_applicable",
    reversed_by: null,
    source_type: "card",
    status: "pending",
    trace_id: null,
    type: "bank_account",
    ...details,
  };
  world.payouts[id] = { owner, object: payout };
  if (owner !== "platform") chargeFee(world, payout);
  world.payoutSteps.push(...planSteps(world, owner, id));
  emit(actor, "payout.created", payout, scope(owner));
  return payout;
}

/**
 * The platform pays for the payouts of its Express accounts. The fee stays with Stripe, whatever becomes of
 * the payout.
 */
function chargeFee(world: World, { id, method, amount: cents }: PayoutObject): void {
  const fee = world.settings.payoutFee + (method === "instant" ? instantFee(cents) : 0);
  if (fee === 0) return;
  shift(world, "platform", "fees", fee);
  record(world, "platform", {
    type: "stripe_fee",
    amount: -fee,
    source: id,
    description: "Connect: payout fee",
  });
}

/** What will become of the payout: the first plan for its account, or paid. */
function planSteps(world: World, owner: string, payout: string): PayoutStep[] {
  const index = world.payoutPlans.findIndex((plan) => plan.account === undefined || plan.account === owner);
  const plan = world.payoutPlans[index];
  if (plan !== undefined && --plan.times === 0) world.payoutPlans.splice(index, 1);
  const delay = plan?.delay_ms ?? world.settings.payoutDelayMs;
  const created = nowMs(world);
  const failure = { payout, status: "failed", failureCode: plan?.failure_code ?? "account_closed" } as const;
  const steps: PayoutStep[] = [{ payout, at: created + Math.floor(delay / 2), status: "in_transit" }];
  if (plan?.outcome === "fail") steps.push({ ...failure, at: created + delay });
  else if (plan?.outcome !== "hold") steps.push({ payout, at: created + delay, status: "paid" });
  if (plan?.outcome === "paid_then_fail") {
    steps.push({ ...failure, at: created + delay + (plan.fail_after_ms ?? delay) });
  }
  return steps;
}

/** Which states may follow: a paid payout may still fail, a failed one is at its end. */
const NEXT: Record<PayoutStatus, readonly PayoutStatus[]> = {
  pending: ["in_transit", "paid", "failed", "canceled"],
  in_transit: ["paid", "failed"],
  paid: ["failed"],
  failed: [],
  canceled: [],
};

/** Moves a payout on. False when its state does not allow it (it was settled by hand meanwhile). */
export function settlePayout(
  actor: Actor,
  id: string,
  status: "in_transit" | "paid" | "failed" | "canceled",
  failureCode = "account_closed",
): boolean {
  const { world } = actor;
  const entry = world.payouts[id];
  if (entry === undefined) throw missing("payout", id);
  const { owner, object: payout } = entry;
  if (!NEXT[payout.status].includes(status)) return false;
  const previous = { status: payout.status };
  payout.status = status;
  if (status === "failed" || status === "canceled") {
    shift(world, "outside", owner, payout.amount);
    payout.failure_balance_transaction = record(world, owner, {
      type: status === "failed" ? "payout_failure" : "payout_cancel",
      amount: payout.amount,
      source: id,
    });
  }
  if (status === "failed") {
    payout.failure_code = failureCode;
    payout.failure_message = FAILURE_MESSAGES[failureCode] ?? "The payout failed.";
  }
  const type = status === "in_transit" ? "payout.updated" : (`payout.${status}` as const);
  emit(actor, type, payout, { ...scope(owner), previous });
  return true;
}

/** A schedule that is not manual pays the whole balance out automatically, a little after money came. */
export function scheduleSweep(world: World, account: string): void {
  if (world.accounts[account]?.settings.payouts.schedule.interval === "manual") return;
  world.sweeps[account] ??= nowMs(world) + world.settings.payoutDelayMs;
}

/** Does what has become due by the stand-in's clock. True when anything happened. */
export function runPayouts(actor: Actor): boolean {
  const { world } = actor;
  const now = nowMs(world);
  let happened = false;
  for (const [account, at] of Object.entries(world.sweeps)) {
    if (at > now) continue;
    happened = true;
    delete world.sweeps[account];
    sweep(actor, account);
  }
  const due = world.payoutSteps.filter((step) => step.at <= now).sort((a, b) => a.at - b.at);
  if (due.length === 0) return happened;
  world.payoutSteps = world.payoutSteps.filter((step) => step.at > now);
  for (const step of due) settlePayout(actor, step.payout, step.status, step.failureCode);
  return true;
}

function sweep(actor: Actor, account: string): void {
  const cents = available(actor.world, account);
  const { settings, payouts_enabled } = actor.world.accounts[account] ?? {};
  if (settings?.payouts.schedule.interval === "manual" || payouts_enabled !== true || cents <= 0) return;
  start(actor, account, cents, {
    metadata: {},
    description: "STRIPE PAYOUT",
    statement_descriptor: null,
    automatic: true,
    method: "standard",
  });
}

function requirePayout({ world, path, owner }: Call): PayoutObject {
  const entry = world.payouts[path.id ?? ""];
  if (entry === undefined || entry.owner !== owner) throw missing("payout", path.id ?? "", "payout");
  return entry.object;
}

function updatePayout(call: Call): object {
  const payout = requirePayout(call);
  payout.metadata = mergedMetadata(call.form, payout.metadata);
  emit(call, "payout.updated", payout, scope(call.owner));
  return payout;
}

function listPayouts({ world, owner, form }: Call): object {
  const status = oneOf(form, "status", ["pending", "paid", "failed", "canceled"]);
  const destination = text(form, "destination");
  const matching = Object.values(world.payouts)
    .filter((entry) => entry.owner === owner)
    .map((entry) => entry.object)
    .filter(
      (item) =>
        (status === undefined || item.status === status) &&
        (destination === undefined || item.destination === destination) &&
        inRange(item.arrival_date, form, "arrival_date"),
    );
  return page(matching, form, "/v1/payouts");
}

export const payoutRoutes: Route[] = [
  {
    method: "POST",
    path: "/v1/payouts",
    known: ["amount", "currency", "description", "metadata", "method", "statement_descriptor", "source_type"],
    run: createPayout,
  },
  {
    method: "GET",
    path: "/v1/payouts",
    known: [...LIST_PARAMS, "created", "arrival_date", "status", "destination"],
    run: listPayouts,
  },
  { method: "GET", path: "/v1/payouts/:id", known: [], run: requirePayout },
  { method: "POST", path: "/v1/payouts/:id", known: ["metadata"], run: updatePayout },
];
