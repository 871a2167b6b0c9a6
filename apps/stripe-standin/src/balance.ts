import type { Call, Route } from "./call.ts";
import { missing } from "./errors.ts";
import { inRange, LIST_PARAMS, page } from "./lists.ts";
import type { BalanceTransactionType } from "./objects.ts";
import { text } from "./params.ts";
import { newId, nowSeconds, type World } from "./state.ts";

export function available(world: World, owner: string): number {
  return world.balances[owner] ?? 0;
}

/** The only way in which money moves: what leaves one place arrives at another. */
export function shift(world: World, from: string, to: string, amount: number): void {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new Error(`not an amount to move: ${amount}`);
  world.balances[from] = available(world, from) - amount;
  world.balances[to] = available(world, to) + amount;
}

interface BalanceChange {
  type: BalanceTransactionType;
  /** Signed, before the fee. */
  amount: number;
  fee?: number;
  source: string;
  description?: string;
  exchangeRate?: number | null;
}

const CATEGORY: Partial<Record<BalanceTransactionType, string>> = {
  payment: "charge",
  payment_refund: "refund",
  payout_failure: "payout_reversal",
  payout_cancel: "payout_reversal",
  transfer_refund: "transfer_reversal",
  adjustment: "dispute",
};

/** Records a change of one side's balance. */
export function record(world: World, owner: string, change: BalanceChange): string {
  const id = newId("txn");
  const fee = change.fee ?? 0;
  const now = nowSeconds(world);
  const fees =
    fee === 0
      ? []
      : [{ amount: fee, application: null, currency: "usd", description: "Stripe fees", type: "stripe_fee" }];
  world.balanceTransactions[id] = {
    owner,
    object: {
      id,
      object: "balance_transaction",
      amount: change.amount,
      fee,
      net: change.amount - fee,
      fee_details: fees,
      available_on: now,
      balance_type: "payments",
      created: now,
      currency: "usd",
      description: change.description ?? null,
      exchange_rate: change.exchangeRate ?? null,
      reporting_category: CATEGORY[change.type] ?? change.type,
      source: change.source,
      status: "available",
      type: change.type,
    },
  };
  return id;
}

/** Money from the platform's own bank (or back to it): what an operator does by hand. */
export function topUp(world: World, amount: number): void {
  if (amount === 0) return;
  if (amount > 0) shift(world, "outside", "platform", amount);
  else shift(world, "platform", "outside", -amount);
  const type = amount > 0 ? "topup" : "payout";
  record(world, "platform", { type, amount, source: newId("tu"), description: "by the operator" });
}

/** What Stripe itself takes from (or gives to) a connected account: its balance may fall below zero by it. */
export function adjustAccount(world: World, account: string, amount: number): void {
  if (amount > 0) shift(world, "outside", account, amount);
  else shift(world, account, "outside", -amount);
  record(world, account, { type: "adjustment", amount, source: newId("adj"), description: "by Stripe" });
}

function retrieveBalance({ world, owner }: Call): object {
  const amount = available(world, owner);
  return {
    object: "balance",
    available: [{ amount, currency: "usd", source_types: { card: amount } }],
    pending: [{ amount: 0, currency: "usd", source_types: { card: 0 } }],
    livemode: false,
  };
}

function listTransactions({ world, owner, form }: Call): object {
  const type = text(form, "type");
  const source = text(form, "source");
  const payout = text(form, "payout");
  const items = Object.values(world.balanceTransactions)
    .filter((entry) => entry.owner === owner)
    .map((entry) => entry.object)
    .filter(
      (item) =>
        (type === undefined || item.type === type) &&
        (source === undefined || item.source === source) &&
        (payout === undefined || item.source === payout) &&
        inRange(item.created, form, "created"),
    );
  return page(items, form, "/v1/balance_transactions");
}

function retrieveTransaction({ world, owner, path }: Call): object {
  const entry = world.balanceTransactions[path.id ?? ""];
  if (entry === undefined || entry.owner !== owner) throw missing("balance transaction", path.id ?? "");
  return entry.object;
}

export const balanceRoutes: Route[] = [
  { method: "GET", path: "/v1/balance", known: [], run: retrieveBalance },
  {
    method: "GET",
    path: "/v1/balance_transactions",
    known: [...LIST_PARAMS, "type", "source", "payout", "created", "currency"],
    run: listTransactions,
  },
  { method: "GET", path: "/v1/balance_transactions/:id", known: [], run: retrieveTransaction },
];
