import { publish } from "./events.ts";
import { costOf, itemsOf } from "./money.ts";
import {
  type Batch,
  balanceOf,
  type Item,
  type ItemPlan,
  type ItemStatus,
  move,
  newId,
  nowMs,
  type World,
} from "./state.ts";

/** PayPal gives unclaimed money back after this. */
const UNCLAIMED_MS = 30 * 86_400_000;

/** What each state may become. What is missing here never happens at PayPal. */
const NEXT: Record<ItemStatus, readonly ItemStatus[]> = {
  PENDING: ["SUCCESS", "UNCLAIMED", "FAILED", "ONHOLD", "BLOCKED"],
  ONHOLD: ["SUCCESS", "UNCLAIMED", "FAILED", "BLOCKED", "RETURNED"],
  UNCLAIMED: ["SUCCESS", "RETURNED", "ONHOLD", "BLOCKED"],
  SUCCESS: ["REFUNDED", "REVERSED"],
  FAILED: [],
  RETURNED: [],
  BLOCKED: [],
  REFUNDED: [],
  REVERSED: [],
};

/** There is no event for REVERSED: only a look at the item shows it. */
const EVENTS: Partial<Record<ItemStatus, string>> = {
  SUCCESS: "SUCCEEDED",
  FAILED: "FAILED",
  UNCLAIMED: "UNCLAIMED",
  RETURNED: "RETURNED",
  ONHOLD: "HELD",
  BLOCKED: "BLOCKED",
  REFUNDED: "REFUNDED",
};

const ERRORS: Partial<Record<ItemStatus, { name: string; message: string }>> = {
  UNCLAIMED: {
    name: "RECEIVER_UNREGISTERED",
    message: "The recipient for this payout does not have an account.",
  },
  FAILED: { name: "RECEIVER_ACCOUNT_INVALID", message: "Receiver's account is invalid." },
  BLOCKED: { name: "RISK_DECLINE", message: "The transaction was blocked for risk reasons." },
  ONHOLD: { name: "ON_HOLD", message: "The payout is being reviewed." },
};

export interface Change {
  status: ItemStatus;
  error?: { name: string; message: string } | undefined;
  /** In place of the state's own event: CANCELED, DENIED. */
  event?: string;
}

/** Moves an item on, with its money and its event. False where PayPal would never do so. */
export function moveItem(world: World, publicUrl: string, item: Item, change: Change): boolean {
  const { status } = change;
  if (!(item.status === undefined ? NEXT.PENDING : NEXT[item.status]).includes(status)) return false;
  item.status = status;
  item.processedAt = nowMs(world);
  const error = change.error ?? ERRORS[status];
  if (error === undefined) delete item.error;
  else item.error = error;
  if (status === "UNCLAIMED") item.returnsAt = nowMs(world) + UNCLAIMED_MS;
  else delete item.returnsAt;
  moveMoney(world, item);
  const event = change.event ?? EVENTS[status];
  if (event !== undefined) publish(world, publicUrl, `PAYMENT.PAYOUTS-ITEM.${event}`, { item });
  return true;
}

/**
 * FAILED and BLOCKED cost nothing, and unclaimed money comes back with its fee. After SUCCESS the amount
 * alone comes back: the payout was made.
 */
function moveMoney(world: World, item: Item): void {
  const status = item.status as ItemStatus;
  const keeps: readonly ItemStatus[] = ["SUCCESS", "UNCLAIMED", "ONHOLD", "PENDING"];
  if (keeps.includes(status)) {
    debit(world, item);
    return;
  }
  if (!item.isDebited) return;
  item.isDebited = false;
  move(world, "payout_back", item.cents, item.id);
  if (status !== "REFUNDED" && status !== "REVERSED") move(world, "fee_back", item.fee, item.id);
}

function debit(world: World, item: Item): void {
  if (item.isDebited) return;
  item.isDebited = true;
  item.transactionId ??= `${newId()}US`;
  move(world, "payout", -item.cents, item.id);
  move(world, "fee", -item.fee, item.id);
}

/** PENDING → PROCESSING → SUCCESS or DENIED, and UNCLAIMED that is due goes back. True: something changed. */
export function runBatches(world: World, publicUrl: string): boolean {
  let changed = false;
  const now = nowMs(world);
  for (const batch of Object.values(world.batches)) {
    while (batch.dueAt !== undefined && batch.dueAt <= now) {
      stepBatch(world, publicUrl, batch);
      changed = true;
    }
  }
  for (const item of Object.values(world.items)) {
    if (item.returnsAt === undefined || item.returnsAt > now) continue;
    changed = moveItem(world, publicUrl, item, { status: "RETURNED" }) || changed;
  }
  return changed;
}

function stepBatch(world: World, publicUrl: string, batch: Batch): void {
  const items = itemsOf(world, batch);
  if (batch.status === "PENDING") {
    const cost = items.reduce((sum, item) => sum + costOf(item), 0);
    if (cost > balanceOf(world)) {
      const error = { name: "INSUFFICIENT_FUNDS", message: "Sender does not have sufficient funds." };
      deny(world, publicUrl, batch, error);
      return;
    }
    batch.status = "PROCESSING";
    batch.dueAt = nowMs(world) + world.settings.delayMs;
    for (const item of items) {
      item.status = "PENDING";
      debit(world, item);
    }
    publish(world, publicUrl, "PAYMENT.PAYOUTSBATCH.PROCESSING", { batch });
    return;
  }
  const plans = items.map(() => takePlan(world));
  const denial = plans.find((plan) => plan?.outcome === "DENIED");
  if (denial !== undefined) {
    deny(world, publicUrl, batch, denial.error);
    return;
  }
  delete batch.dueAt;
  batch.status = "SUCCESS";
  batch.completedAt = nowMs(world);
  items.forEach((item, index) => {
    const plan = plans[index];
    const outcome = plan?.outcome ?? unplanned(item);
    if (outcome !== "PENDING" && outcome !== "DENIED")
      moveItem(world, publicUrl, item, { status: outcome, error: plan?.error });
  });
  publish(world, publicUrl, "PAYMENT.PAYOUTSBATCH.SUCCESS", { batch });
}

/** As PayPal does it with a PAYPAL_ID that is nobody's: the batch is DENIED, its items FAILED. */
function deny(
  world: World,
  publicUrl: string,
  batch: Batch,
  error: { name: string; message: string } | undefined,
): void {
  delete batch.dueAt;
  batch.status = "DENIED";
  batch.completedAt = nowMs(world);
  for (const item of itemsOf(world, batch)) {
    item.status ??= "PENDING";
    moveItem(world, publicUrl, item, { status: "FAILED", error, event: "DENIED" });
  }
  publish(world, publicUrl, "PAYMENT.PAYOUTSBATCH.DENIED", { batch });
}

/** An address without an account at PayPal waits for its owner. */
const unplanned = (item: Item): "SUCCESS" | "UNCLAIMED" =>
  item.request.receiver.startsWith("unregistered") ? "UNCLAIMED" : "SUCCESS";

function takePlan(world: World): ItemPlan | undefined {
  const [plan] = world.plans;
  if (plan === undefined) return undefined;
  plan.times--;
  if (plan.times === 0) world.plans.shift();
  return plan;
}
