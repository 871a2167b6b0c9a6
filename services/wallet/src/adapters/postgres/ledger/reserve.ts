import { execute, one, rows, type Sql } from "@metercast/postgres";
import { type Day, dayOf, dayOfIso, isoDay, startOfDay } from "../../../domain/day.ts";
import type { ReserveLot } from "../../../domain/reserve-lot.ts";
import type { EarningsBooks } from "../../../ports/earnings-books.ts";
import type { NewLot } from "../../../ports/ledger-transaction.ts";
import { findAccounts } from "./accounts.ts";
import { debtOf } from "./clawbacks.ts";
import { findEarningsPolicies } from "./earnings-policies.ts";
import * as statements from "./reserve.queries.ts";

/** A creator's earnings in a transaction or snapshot. */
export const earningsBooks = (sql: Sql): EarningsBooks => ({
  findAccounts: (wanted) => findAccounts(sql, wanted),
  earningsPolicies: (creatorId) => findEarningsPolicies(sql, creatorId),
  earnedByDay: async (account, from) =>
    (await rows(sql, statements.earnedByDay, { account, from: timeOf(from) })).map(toDayCents),
  firstEarnedOn: async (account) => {
    const at = (await one(sql, statements.firstEarnedAt, { account }))?.at;
    return at ? dayOf(at.getTime()) : undefined;
  },
  openLots: async (account) => (await rows(sql, statements.openLots, { account })).map(toLot),
  reservedByDay: async (account, from) =>
    (await rows(sql, statements.reservedByDay, { account, from: isoDay(from) })).map(toDayCents),
  debtOf: (account) => debtOf(sql, account),
});

const timeOf = (day: Day): string => new Date(startOfDay(day)).toISOString();

const toDayCents = ({ day, cents }: { day: string; cents: bigint }) => ({ day: dayOfIso(day), cents });

const toLot = ({ day, part, amount, hold, releaseOn }: statements.OpenLotsRow): ReserveLot => ({
  day: dayOfIso(day),
  part,
  cents: amount,
  holdId: hold,
  releaseOn: dayOfIso(releaseOn),
});

export async function insertLot(
  tx: Sql,
  account: bigint,
  { day, part, share, held, releaseOn }: NewLot,
): Promise<void> {
  await execute(tx, statements.insertLot, {
    account,
    day: isoDay(day),
    part,
    share,
    amount: held?.cents ?? 0n,
    hold: held?.holdId ?? null,
    releaseOn: isoDay(releaseOn),
  });
}

export async function markLotEnded(
  tx: Sql,
  account: bigint,
  { day, part }: Pick<ReserveLot, "day" | "part">,
): Promise<void> {
  await execute(tx, statements.markLotEnded, { account, day: isoDay(day), part });
}
