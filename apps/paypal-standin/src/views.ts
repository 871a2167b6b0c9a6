import { itemsOf, usd } from "./money.ts";
import type { Batch, Item, World } from "./state.ts";

/** PayPal's times have no fraction of a second. */
export const timeOf = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");

const link = (href: string, rel: string) => ({ href, rel, method: "GET", encType: "application/json" });
export const batchUrl = (publicUrl: string, id: string): string => `${publicUrl}/v1/payments/payouts/${id}`;
const itemUrl = (publicUrl: string, id: string): string => `${publicUrl}/v1/payments/payouts-item/${id}`;

const senderHeader = ({ header }: Batch) => ({
  ...(header.sender_batch_id !== undefined && { sender_batch_id: header.sender_batch_id }),
  ...(header.recipient_type && { recipient_type: header.recipient_type }),
  ...(header.email_subject !== undefined && { email_subject: header.email_subject }),
  ...(header.email_message !== undefined && { email_message: header.email_message }),
});

/** The answer to a new batch. */
export const createdView = (batch: Batch, publicUrl: string) => ({
  batch_header: {
    payout_batch_id: batch.id,
    batch_status: batch.status,
    sender_batch_header: senderHeader(batch),
  },
  links: [link(batchUrl(publicUrl, batch.id), "self")],
});

export function batchHeader(world: World, batch: Batch) {
  const items = itemsOf(world, batch);
  const isDone = batch.completedAt !== undefined;
  return {
    payout_batch_id: batch.id,
    batch_status: batch.status,
    time_created: timeOf(batch.createdAt),
    ...(isDone && { time_completed: timeOf(batch.completedAt ?? 0) }),
    sender_batch_header: senderHeader(batch),
    funding_source: "BALANCE",
    amount: usd(items.reduce((sum, { cents }) => sum + cents, 0)),
    fees: usd(items.reduce((sum, item) => sum + shownFee(item), 0)),
  };
}

export interface Page {
  page: number;
  pageSize: number;
  totalRequired: boolean;
  fields: readonly string[] | undefined;
}

export function batchView(
  world: World,
  publicUrl: string,
  batch: Batch,
  page: Page,
): Record<string, unknown> {
  const items = itemsOf(world, batch).slice((page.page - 1) * page.pageSize, page.page * page.pageSize);
  const view = {
    ...(page.totalRequired && {
      total_items: batch.items.length,
      total_pages: Math.ceil(batch.items.length / page.pageSize),
    }),
    batch_header: batchHeader(world, batch),
    items: items.map((item) => itemFields(item, publicUrl)),
    links: [link(`${batchUrl(publicUrl, batch.id)}?page_size=${page.pageSize}&page=${page.page}`, "self")],
  };
  const { fields } = page;
  return fields === undefined
    ? view
    : Object.fromEntries(Object.entries(view).filter(([name]) => fields.includes(name)));
}

/** The fee is 0 until the item is processed; it stays on the item when the money comes back. */
const shownFee = (item: Item): number => (item.status === undefined ? 0 : item.fee);

function itemFields(item: Item, publicUrl: string) {
  const { request, error } = item;
  return {
    payout_item_id: item.id,
    ...(item.transactionId !== undefined && {
      transaction_id: item.transactionId,
      activity_id: `A${item.id}`,
    }),
    ...(item.status !== undefined && { transaction_status: item.status }),
    payout_item_fee: usd(shownFee(item)),
    payout_batch_id: item.batch,
    payout_item: {
      recipient_type: request.recipient_type ?? "EMAIL",
      amount: usd(item.cents),
      ...(request.note !== undefined && { note: request.note }),
      receiver: request.receiver,
      ...(request.sender_item_id !== undefined && { sender_item_id: request.sender_item_id }),
      recipient_wallet: request.recipient_wallet ?? "PAYPAL",
      ...(request.purpose !== undefined && { purpose: request.purpose }),
    },
    ...(item.processedAt !== undefined && { time_processed: timeOf(item.processedAt) }),
    ...(error !== undefined && { errors: { ...error, debug_id: `d${item.id.toLowerCase()}`, details: [] } }),
    links: [link(itemUrl(publicUrl, item.id), "item")],
  };
}

export function itemView(world: World, publicUrl: string, item: Item) {
  const senderBatchId = world.batches[item.batch]?.header.sender_batch_id;
  return {
    ...itemFields(item, publicUrl),
    ...(senderBatchId !== undefined && { sender_batch_id: senderBatchId }),
    links: [link(itemUrl(publicUrl, item.id), "self"), link(batchUrl(publicUrl, item.batch), "batch")],
  };
}
