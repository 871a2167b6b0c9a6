import { type Batch, balanceOf, type Item, type World } from "./state.ts";

/** "13.20" → 1320. Undefined where PayPal takes no such value. */
export function centsOf(value: string): number | undefined {
  const found = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(value);
  if (found === null) return undefined;
  return Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

export const usd = (cents: number) => ({
  currency: "USD",
  value: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`,
});

export function feeOf({ settings }: World, cents: number): number {
  return Math.min(settings.feeCap, Math.ceil((cents * settings.feeBasisPoints) / 10_000));
}

export const costOf = (item: Item): number => item.cents + item.fee;

/** The balance without what accepted batches are still going to take. */
export function uncommitted(world: World): number {
  const waiting = Object.values(world.batches).filter(({ status }) => status === "PENDING");
  const promised = waiting
    .flatMap((batch) => itemsOf(world, batch))
    .reduce((sum, item) => sum + costOf(item), 0);
  return balanceOf(world) - promised;
}

export const itemsOf = (world: World, batch: Batch): Item[] =>
  batch.items.map((id) => world.items[id] as Item);
