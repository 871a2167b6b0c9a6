import type { Person } from "@metercast/testkit";
import { expect } from "vitest";

export interface Entry {
  id: string;
  version: number;
  amount: number | { amount: string };
  balance_after: number | { amount: string };
}

/** All entries of somebody, oldest first, page by page as their app reads them. */
export async function entriesOf(who: Person): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let cursor = ""; ; ) {
    const { status, body } = await who.get(`/api/wallet/entries?limit=100${cursor && `&cursor=${cursor}`}`);
    expect(status).toBe(200);
    entries.push(...(body.data as Entry[]));
    if (!body.has_more) return entries.reverse();
    cursor = body.next_cursor;
  }
}

const minor = (amount: Entry["amount"]) =>
  typeof amount === "number" ? amount : Math.round(Number(amount.amount) * 100);

/**
 * What an auditor with nothing but the owner's view would check: no version is missing, and each balance is
 * the one before plus the amount.
 */
export function expectUnbroken(entries: readonly Entry[]): void {
  let balance = 0;
  for (const [i, entry] of entries.entries()) {
    balance += minor(entry.amount);
    expect([entry.id, entry.version, minor(entry.balance_after)]).toEqual([entry.id, i + 1, balance]);
  }
}
