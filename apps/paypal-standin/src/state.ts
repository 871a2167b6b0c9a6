import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Chain, makeChain } from "./certificates.ts";

export interface Settings {
  /** What the platform has at the start, in cents. */
  balance: number;
  /** From the request to the batch's processing, and from there to the item's state. */
  delayMs: number;
  /** Basis points of the amount, at most the cap in cents. */
  feeBasisPoints: number;
  feeCap: number;
  /** "refuse": 422 at once, nothing is kept. "deny": the batch is accepted and denied later. */
  insufficient: "refuse" | "deny";
  tokenLifeSeconds: number;
}

export const DEFAULT_SETTINGS: Settings = {
  balance: 1_000_000,
  delayMs: 1_000,
  feeBasisPoints: 200,
  feeCap: 2_000,
  insufficient: "refuse",
  tokenLifeSeconds: 32_400,
};

export type BatchStatus = "DENIED" | "PENDING" | "PROCESSING" | "SUCCESS" | "CANCELED";
export type ItemStatus =
  | "SUCCESS"
  | "FAILED"
  | "PENDING"
  | "UNCLAIMED"
  | "RETURNED"
  | "ONHOLD"
  | "BLOCKED"
  | "REFUNDED"
  | "REVERSED";

export interface RequestHeader {
  sender_batch_id?: string;
  recipient_type?: string;
  email_subject?: string;
  email_message?: string;
  note?: string;
}
export interface RequestItem {
  recipient_type?: string;
  amount: { currency: string; value: string };
  note?: string;
  receiver: string;
  sender_item_id?: string;
  recipient_wallet?: string;
  purpose?: string;
}

export interface Batch {
  id: string;
  header: RequestHeader;
  status: BatchStatus;
  items: string[];
  createdAt: number;
  completedAt?: number;
  /** When its next step is due, on the stand-in's clock. */
  dueAt?: number;
}

export interface Item {
  id: string;
  batch: string;
  request: RequestItem;
  /** Undefined until the batch is processed. */
  status?: ItemStatus;
  cents: number;
  fee: number;
  /** Whether amount and fee have left the balance. */
  isDebited: boolean;
  transactionId?: string;
  processedAt?: number;
  error?: { name: string; message: string };
  /** UNCLAIMED money goes back at this time. */
  returnsAt?: number;
}

export interface Entry {
  at: number;
  kind: "top_up" | "payout" | "fee" | "payout_back" | "fee_back";
  /** Negative: the money leaves the balance. */
  cents: number;
  item: string | null;
}

export interface WebhookEndpoint {
  url: string;
  webhookId: string;
}

export interface Delivery {
  event: string;
  url: string;
  attempt: number;
  /** Real time, not the stand-in's clock: the receiver lives in real time. */
  dueAt: number;
}

export interface EventObject {
  id: string;
  create_time: string;
  resource_type: string;
  event_version: string;
  resource_version: string;
  event_type: string;
  summary: string;
  resource: Record<string, unknown>;
  links: { href: string; rel: string; method: string }[];
}

export interface WebhookMode {
  delayMs?: number;
  /** How many times more each event is sent. */
  duplicate?: number;
  /** Nothing is sent; `deliver` does it. */
  drop?: boolean;
  /** As `drop`, for these types ("PAYMENT.PAYOUTS-ITEM.*" means all that begin so). */
  dropTypes?: string[];
}

export type FaultEffect =
  /** Nothing happens and no answer comes. */
  | "timeout_before"
  /** It happens, but no answer comes. */
  | "timeout_after"
  /** The connection breaks before or after anything happens. */
  | "reset_before"
  | "reset_after"
  /** 500 in place of it, or after it. */
  | "500_before"
  | "500_after"
  | "503_before"
  | "429"
  /** The token or the app lacks the right now, whatever the request has done before. */
  | "401_before"
  | "403_before"
  /** PayPal refuses with `error`; nothing happens. */
  | "refuse"
  /** The answer is no JSON, although it happened. */
  | "garbage_after"
  /** `delayMs` pass before it happens. It happens even when the caller has gone. */
  | "delay";

export interface Fault {
  method?: string;
  /** "/v1/payments/payouts", or with a star at its end for all that begin so. */
  path?: string;
  effect: FaultEffect;
  times: number;
  /** From the nth matching call on (1 is the next one). */
  nth?: number;
  seen?: number;
  delayMs?: number;
  error?: { status: number; name: string; message: string };
}

export interface ItemPlan {
  outcome: "SUCCESS" | "UNCLAIMED" | "FAILED" | "PENDING" | "ONHOLD" | "BLOCKED" | "DENIED";
  error?: { name: string; message: string };
  times: number;
}

export interface RecordedCall {
  method: string;
  path: string;
  body: unknown;
  /** What was decided, even when the answer never left. */
  status: number;
  fault: FaultEffect | null;
}

/** Everything the stand-in knows. Plain JSON, so that it can be written to a file as it is. */
export interface World {
  settings: Settings;
  clockOffsetMs: number;
  entries: Entry[];
  tokens: Record<string, number>;
  batches: Record<string, Batch>;
  /** By sender_batch_id; forgotten after 30 days. */
  senderBatches: Record<string, { batch: string; at: number }>;
  items: Record<string, Item>;
  chain: Chain;
  events: Record<string, EventObject>;
  endpoints: WebhookEndpoint[];
  deliveries: Delivery[];
  /** Dropped, held back or given up: `control.deliver` sends them. */
  undelivered: Delivery[];
  delivered: { event: string; type: string; url: string; status: number; at: number }[];
  faults: Fault[];
  plans: ItemPlan[];
  webhookMode: WebhookMode;
  calls: RecordedCall[];
}

export function newWorld(settings: Settings, endpoints: WebhookEndpoint[]): World {
  const world: World = {
    settings,
    clockOffsetMs: 0,
    entries: [],
    tokens: {},
    batches: {},
    senderBatches: {},
    items: {},
    chain: makeChain(),
    events: {},
    endpoints,
    deliveries: [],
    undelivered: [],
    delivered: [],
    faults: [],
    plans: [],
    webhookMode: {},
    calls: [],
  };
  move(world, "top_up", settings.balance, null);
  return world;
}

export const nowMs = (world: World): number => Date.now() + world.clockOffsetMs;

export function move(world: World, kind: Entry["kind"], cents: number, item: string | null): void {
  if (cents !== 0) world.entries.push({ at: nowMs(world), kind, cents, item });
}

export const balanceOf = (world: World): number => world.entries.reduce((sum, { cents }) => sum + cents, 0);

/** Like PayPal's: 13 letters and digits. Random, because databases outlive a reset of the stand-in. */
export function newId(): string {
  const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  return [...randomBytes(13)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

/** Keeps a log at its bound by forgetting what is oldest. */
export function pushBounded<Item_>(list: Item_[], item: Item_, bound: number): void {
  list.push(item);
  if (list.length > bound) list.splice(0, list.length - bound);
}

/** The world of an earlier run; faults and plans ended with that run. */
export function loadWorld(file: string): World | undefined {
  if (!existsSync(file)) return undefined;
  const world = JSON.parse(readFileSync(file, "utf8")) as World;
  return { ...world, faults: [], plans: [], webhookMode: {}, calls: [] };
}

export function saveWorld(file: string, world: World): void {
  mkdirSync(dirname(file), { recursive: true });
  // Replaced at once: a reader or a crash never sees half of it.
  const next = `${file}.${process.pid}.tmp`;
  writeFileSync(next, JSON.stringify({ ...world, calls: [] }), { mode: 0o600 });
  renameSync(next, file);
}
