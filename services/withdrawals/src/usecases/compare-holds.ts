import { formatAmount } from "@metercast/money";
import { type CheckOutcome, fingerprintOf } from "@metercast/postgres/integrity";
import type { HoldToCompare, Integrity } from "../ports/integrity.ts";
import type { HoldView, Wallet } from "../ports/wallet.ts";

/** GetHolds gives this many at once. */
const PAGE = 500;
/** A million withdrawals; a run must end. */
const MAX_PAGES = 2_000;
const FIRST = "00000000-0000-0000-0000-000000000000";

export async function holdsAgree({
  integrity,
  wallet,
}: {
  integrity: Integrity;
  wallet: Wallet;
}): Promise<CheckOutcome> {
  let compared = 0n;
  let wrong = 0n;
  let detail = "";
  let all = "";
  let after = FIRST;
  for (let page = 0; page < MAX_PAGES; page++) {
    const ours = await integrity.holdsToCompare(after, PAGE);
    const last = ours.at(-1);
    if (!last) break;
    after = last.id;
    compared += BigInt(ours.length);
    const theirs = new Map((await wallet.holds(ours.map(({ id }) => id))).map((hold) => [hold.id, hold]));
    for (const text of ours.flatMap((row) => differenceOf(row, theirs.get(row.id)) ?? [])) {
      wrong += 1n;
      all = fingerprintOf([all, text]);
      detail ||= text;
    }
    if (ours.length < PAGE) break;
  }
  const fingerprint = wrong === 0n ? "" : `${wrong}:${all}`;
  return { name: "holds_agree", detail, compared, wrong, fingerprint };
}

function differenceOf(row: HoldToCompare, hold: HoldView | undefined): string | undefined {
  if (row.status === "any") return undefined;
  const isSame = hold?.status === row.status && hold.amount === row.amount && hold.userId === row.userId;
  if (isSame) return undefined;
  const there = hold ? `${hold.status}, ${usd(hold.amount)} of ${hold.userId}` : "nothing";
  return `${row.id}: ${row.status}, ${usd(row.amount)} of ${row.userId} here, ${there} in the wallet`;
}

const usd = (cents: bigint) => formatAmount(cents, "USD");
