import { ApiError, type ErrorDetail, invalidRequest, notFound } from "./errors.ts";
import { moveItem } from "./items.ts";
import { centsOf, costOf, feeOf, uncommitted } from "./money.ts";
import { requestProblems } from "./schemas.ts";
import {
  type Batch,
  type Item,
  newId,
  nowMs,
  type RequestHeader,
  type RequestItem,
  type World,
} from "./state.ts";
import { batchUrl, type Page } from "./views.ts";

/** PayPal refuses a sender_batch_id again for so long. */
const SENDER_BATCH_MS = 30 * 86_400_000;
/** US dollars an item. */
const MOST_CENTS = 2_000_000;

const RECEIVERS: Readonly<Record<string, RegExp>> = {
  EMAIL: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  PHONE: /^\+?[\d-]{6,20}$/,
  PAYPAL_ID: /^[A-Z0-9]{13}$/,
};
const WALLETS = ["PAYPAL", "VENMO", "RECIPIENT_SELECTED"];

interface Request {
  sender_batch_header: RequestHeader;
  items: RequestItem[];
}

/** POST /v1/payments/payouts. Nothing is kept of a batch that is refused, so its id stays free. */
export function createBatch(world: World, publicUrl: string, body: unknown): Batch {
  const problems = requestProblems(body);
  if (problems.length > 0)
    throw invalidRequest(problems.map(({ field, issue }) => ({ field, location: "body", issue })));
  const request = body as Request;
  const wrong = request.items.flatMap((item, index) =>
    itemProblems(request.sender_batch_header, item, index),
  );
  if (wrong.length > 0) throw invalidRequest(wrong);
  if (request.items.some(({ amount }) => amount.currency !== "USD"))
    throw new ApiError(
      422,
      "NON_HOLDING_CURRENCY",
      "As your PayPal balance is not held in this currency, you'll not be able to send Payouts.",
    );
  refuseDuplicate(world, publicUrl, request.sender_batch_header.sender_batch_id);
  return keep(world, request);
}

function itemProblems(header: RequestHeader, item: RequestItem, index: number): ErrorDetail[] {
  const at = (field: string, issue: string) => ({
    field: `items[${index}].${field}`,
    location: "body",
    issue,
  });
  const problems: ErrorDetail[] = [];
  const type = item.recipient_type ?? header.recipient_type ?? "EMAIL";
  const format = RECEIVERS[type];
  if (format === undefined) problems.push(at("recipient_type", "Recipient type is not supported"));
  else if (!format.test(item.receiver))
    problems.push(at("receiver", "Receiver is invalid or does not match with type"));
  const cents = centsOf(item.amount.value);
  if (cents === undefined || cents === 0) problems.push(at("amount.value", "Currency amount is invalid"));
  else if (cents > MOST_CENTS) problems.push(at("amount.value", "Currency amount exceeds the limit"));
  if (item.recipient_wallet !== undefined && !WALLETS.includes(item.recipient_wallet))
    problems.push(at("recipient_wallet", "Recipient wallet is not supported"));
  return problems;
}

function refuseDuplicate(world: World, publicUrl: string, id: string | undefined): void {
  const earlier = id === undefined ? undefined : world.senderBatches[id];
  if (earlier === undefined || nowMs(world) - earlier.at >= SENDER_BATCH_MS) return;
  const href = batchUrl(publicUrl, earlier.batch);
  throw new ApiError(400, "USER_BUSINESS_ERROR", "User business error.", [
    {
      field: "SENDER_BATCH_ID",
      location: "body",
      issue: "Batch with given sender_batch_id already exists",
      link: [{ href, rel: "self", method: "GET", encType: "application/json" }],
    },
  ]);
}

function keep(world: World, { sender_batch_header: header, items: requests }: Request): Batch {
  const id = newId();
  const items = requests.map((request): Item => {
    const cents = centsOf(request.amount.value) ?? 0;
    const type = request.recipient_type ?? header.recipient_type ?? "EMAIL";
    const kept = { ...request, recipient_type: type };
    return { id: newId(), batch: id, request: kept, cents, fee: feeOf(world, cents), isDebited: false };
  });
  const cost = items.reduce((sum, item) => sum + costOf(item), 0);
  if (world.settings.insufficient === "refuse" && cost > uncommitted(world))
    throw new ApiError(
      422,
      "INSUFFICIENT_FUNDS",
      "Sender does not have sufficient funds. Please add funds and retry.",
    );
  const now = nowMs(world);
  const dueAt = now + world.settings.delayMs;
  const batch: Batch = {
    id,
    header,
    status: "PENDING",
    items: items.map((item) => item.id),
    createdAt: now,
    dueAt,
  };
  world.batches[id] = batch;
  for (const item of items) world.items[item.id] = item;
  if (header.sender_batch_id !== undefined)
    world.senderBatches[header.sender_batch_id] = { batch: id, at: now };
  return batch;
}

export function requireBatch(world: World, id: string): Batch {
  const batch = world.batches[id];
  if (batch === undefined) throw notFound();
  return batch;
}

export function requireItem(world: World, id: string): Item {
  const item = world.items[id];
  if (item === undefined) throw notFound();
  return item;
}

/** POST /v1/payments/payouts-item/{id}/cancel: only UNCLAIMED, and only once its batch is complete. */
export function cancelItem(world: World, publicUrl: string, item: Item): Item {
  const batch = requireBatch(world, item.batch);
  if (batch.status === "PENDING" || batch.status === "PROCESSING")
    throw new ApiError(400, "BATCH_NOT_COMPLETED", "The batch is not completed yet.");
  if (item.status === "RETURNED")
    throw new ApiError(400, "ITEM_ALREADY_CANCELLED", "The item is already cancelled.");
  if (
    item.status !== "UNCLAIMED" ||
    !moveItem(world, publicUrl, item, { status: "RETURNED", event: "CANCELED" })
  )
    throw new ApiError(400, "ITEM_INCORRECT_STATUS", "The item is not in the right state for this.");
  return item;
}

const PARAMETERS = ["fields", "page", "page_size", "total_required"];

/** The query of GET /v1/payments/payouts/{id}. */
export function readPage(query: URLSearchParams): Page {
  const unknown = [...query.keys()].filter((name) => !PARAMETERS.includes(name));
  const number = (name: string, otherwise: number) => {
    const text = query.get(name);
    if (text === null) return otherwise;
    if (!/^\d{1,4}$/.test(text) || Number(text) > 1_000) unknown.push(name);
    return Math.max(1, Number(text));
  };
  const page = {
    page: number("page", 1),
    pageSize: number("page_size", 1_000),
    totalRequired: query.get("total_required") === "true",
    fields: query.get("fields")?.split(","),
  };
  if (unknown.length > 0)
    throw invalidRequest(unknown.map((field) => ({ field, location: "query", issue: "Invalid parameter" })));
  return page;
}

/** Old ids may be used again; a batch stays readable. */
export function forgetSenderBatches(world: World): void {
  for (const [id, { at }] of Object.entries(world.senderBatches))
    if (nowMs(world) - at >= SENDER_BATCH_MS) delete world.senderBatches[id];
}
