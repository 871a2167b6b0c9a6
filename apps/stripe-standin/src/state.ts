import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { FailureRule, Fault, PayoutPlan, RecordedCall, WebhookMode } from "./control-types.ts";
import type {
  AccountObject,
  BalanceTransactionObject,
  ChargeObject,
  CheckoutSessionObject,
  DisputeObject,
  EventObject,
  LineItemObject,
  PaymentIntentObject,
  PayoutObject,
  RefundObject,
  TransferObject,
  TransferReversalObject,
} from "./objects.ts";
import type { OutboundPayment } from "./outbound-payments.ts";
import type { V2Account } from "./v2-accounts.ts";

export interface Settings {
  /** What the platform has at the start, in cents. */
  platformBalance: number;
  /** From a payout's creation to its result, on the stand-in's clock. */
  payoutDelayMs: number;
  /** The fee of a charge: basis points of the amount plus a fixed part in cents. */
  feeBasisPoints: number;
  feeFixed: number;
  /** What a dispute costs, in cents. */
  disputeFee: number;
  /**
   * What a payout of a connected account costs the platform, in cents: an entry of its own on the
   * platform's balance.
   */
  payoutFee: number;
  /**
   * Parameters that every list takes and ignores, as Stripe does with some that it does not document:
   * ["status"].
   */
  ignoredFilters: string[];
  /**
   * False: a platform that Stripe has not approved for accounts with `transfers` and without
   * `card_payments`.
   */
  transfersOnlyApproved: boolean;
}

export const DEFAULT_SETTINGS: Settings = {
  platformBalance: 1_000_000,
  payoutDelayMs: 1_000,
  feeBasisPoints: 290,
  feeFixed: 30,
  disputeFee: 1_500,
  payoutFee: 0,
  ignoredFilters: [],
  transfersOnlyApproved: true,
};

/** What the financial account has at the start. */
const FINANCIAL_CENTS = 1_000_000;

export interface WebhookEndpoint {
  url: string;
  /** More than one while a secret is being rotated: each signs. */
  secrets: string[];
  /** True: the events of connected accounts. False: the platform's own. */
  connect: boolean;
  /** Event types; "payout.*" means all that begin so. Default: all. */
  types?: string[];
}

export interface Delivery {
  event: string;
  url: string;
  attempt: number;
  /** Real time, not the stand-in's clock: the receiver lives in real time. */
  dueAt: number;
}

export interface SavedKey {
  /** Method, path and parameters of the first call. */
  fingerprint: string;
  status: number;
  body: string;
  requestId: string;
  /** On the stand-in's clock: keys are forgotten 24 h later. */
  at: number;
}

/** A step of a payout that is still to come, at a time of the stand-in's clock. */
export interface PayoutStep {
  payout: string;
  at: number;
  status: "in_transit" | "paid" | "failed";
  failureCode?: string;
}

/** Everything the stand-in knows. Plain JSON, so that it can be written to a file as it is. */
export interface World {
  settings: Settings;
  clockOffsetMs: number;
  /**
   * In cents: "platform", each connected account, "outside" (cards and banks) and "fees" (Stripe's own).
   * The sum is always zero.
   */
  balances: Record<string, number>;
  accounts: Record<string, AccountObject>;
  /** Bank accounts of connected accounts, where they are not the first one that takes instant payouts. */
  banks: Record<string, { number: number; instant: boolean }>;
  /** The connected accounts' sweeps to come, by account (schedules that are not manual). */
  sweeps: Record<string, number>;
  accountLinks: Record<string, { account: string; refreshUrl: string; returnUrl: string; expiresAt: number }>;
  balanceTransactions: Record<string, Owned<BalanceTransactionObject>>;
  transfers: Record<string, TransferObject>;
  reversals: Record<string, TransferReversalObject>;
  payouts: Record<string, Owned<PayoutObject>>;
  payoutSteps: PayoutStep[];
  sessions: Record<string, SessionEntry>;
  paymentIntents: Record<string, PaymentIntentObject>;
  charges: Record<string, ChargeObject>;
  refunds: Record<string, RefundObject>;
  disputes: Record<string, DisputeObject>;
  /** What a dispute takes from the platform's balance whenever it takes, in cents. */
  disputeSettled: Record<string, number>;
  /** Connected accounts that are closed to the platform. */
  closedAccounts: Record<string, true>;
  /** Of API v2: recipients of stablecoins, their payouts, and the balance that pays them. */
  v2Accounts: Record<string, V2Account>;
  outboundPayments: Record<string, OutboundPayment>;
  financialCents: number;
  /** So many coming outbound payments stay under review. */
  outboundHolds: number;
  events: Record<string, EventObject>;
  endpoints: WebhookEndpoint[];
  deliveries: Delivery[];
  /** Dropped, held back or given up: `control.deliver` sends them. */
  undelivered: Delivery[];
  delivered: { event: string; type: string; url: string; status: number; at: number }[];
  keys: Record<string, SavedKey>;
  faults: Fault[];
  payoutPlans: PayoutPlan[];
  reversalFailures: FailureRule[];
  webhookMode: WebhookMode;
  calls: RecordedCall[];
}

/** An object together with whose it is: "platform" or an account's id. */
export interface Owned<Object_> {
  owner: string;
  object: Object_;
}

export interface SessionEntry {
  object: CheckoutSessionObject;
  lineItems: LineItemObject[];
  /** For the payment intent to come. */
  paymentMetadata: Record<string, string>;
  /** What its payment brings in cents, where it is made in another currency. */
  settled?: number;
}

export function newWorld(settings: Settings, endpoints: WebhookEndpoint[]): World {
  return {
    settings,
    clockOffsetMs: 0,
    balances: { platform: 0, outside: 0, fees: 0 },
    accounts: {},
    banks: {},
    sweeps: {},
    accountLinks: {},
    balanceTransactions: {},
    transfers: {},
    reversals: {},
    payouts: {},
    payoutSteps: [],
    sessions: {},
    paymentIntents: {},
    charges: {},
    refunds: {},
    disputes: {},
    disputeSettled: {},
    closedAccounts: {},
    v2Accounts: {},
    outboundPayments: {},
    financialCents: FINANCIAL_CENTS,
    outboundHolds: 0,
    events: {},
    endpoints,
    deliveries: [],
    undelivered: [],
    delivered: [],
    keys: {},
    faults: [],
    payoutPlans: [],
    reversalFailures: [],
    webhookMode: {},
    calls: [],
  };
}

export function nowMs(world: World): number {
  return Date.now() + world.clockOffsetMs;
}

export function nowSeconds(world: World): number {
  return Math.floor(nowMs(world) / 1000);
}

/**
 * Random and not counted: the services' databases outlive a reset of the stand-in, and an id must never
 * come twice.
 */
export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString("hex")}`;
}

/** Keeps a log at its bound by forgetting what is oldest. */
export function pushBounded<Item>(list: Item[], item: Item, bound: number): void {
  list.push(item);
  if (list.length > bound) list.splice(0, list.length - bound);
}

/**
 * The world of an earlier run, or undefined when there is none. What a fault or a plan was meant for ended
 * with that run.
 */
export function loadWorld(file: string): World | undefined {
  if (!existsSync(file)) return undefined;
  const world = JSON.parse(readFileSync(file, "utf8")) as World;
  // A file of an older version lacks what came since.
  return {
    ...newWorld(DEFAULT_SETTINGS, []),
    ...world,
    faults: [],
    payoutPlans: [],
    reversalFailures: [],
    webhookMode: {},
    calls: [],
  };
}

export function saveWorld(file: string, world: World): void {
  mkdirSync(dirname(file), { recursive: true });
  // Replaced at once: a reader or a crash never sees half of it.
  const next = `${file}.${process.pid}.tmp`;
  writeFileSync(next, JSON.stringify({ ...world, calls: [] }), { mode: 0o600 });
  renameSync(next, file);
}
