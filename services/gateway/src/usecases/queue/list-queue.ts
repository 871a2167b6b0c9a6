import type { Logger } from "@metercast/runtime";
import type { CreatorFunds, QueueRow } from "../../domain/queue.ts";
import type { CallOptions, Page } from "../../ports/calls.ts";
import type { ListQueue, Queue, QueueItem } from "../../ports/queue.ts";
import type { Wallet } from "../../ports/wallet.ts";

export interface ListQueuePorts {
  queue: Pick<Queue, "list">;
  wallet: Pick<Wallet, "listCreatorFunds">;
  log: Logger;
}

/** A page of the queue: two calls, however many rows it has. */
export async function listQueue(
  ports: ListQueuePorts,
  request: ListQueue,
  options?: CallOptions,
): Promise<Page<QueueRow>> {
  const { items, nextCursor } = await ports.queue.list(request, options);
  return { items: await withFunds(ports, items, options), nextCursor };
}

/** While the wallet does not answer the queue is shown without balances. */
async function withFunds(
  { wallet, log }: ListQueuePorts,
  items: readonly QueueItem[],
  options?: CallOptions,
): Promise<QueueRow[]> {
  const creators = [...new Set(items.map(({ withdrawal }) => withdrawal.creatorId))];
  const none: ReadonlyMap<string, CreatorFunds> = new Map();
  const funds =
    creators.length === 0
      ? none
      : await wallet.listCreatorFunds(creators, options).catch((err: unknown) => {
          log.warn({ err }, "the queue is shown without balances");
          return none;
        });
  return items.map((item) => ({ ...item, funds: funds.get(item.withdrawal.creatorId) }));
}

/** The people whom a row names. */
export const peopleOf = ({ withdrawal, entry }: QueueRow): string[] => [
  withdrawal.creatorId,
  ...entry.approvals.map(({ adminId }) => adminId),
  ...[entry.decision, entry.stopped].flatMap((one) => one?.actorId ?? []),
];
