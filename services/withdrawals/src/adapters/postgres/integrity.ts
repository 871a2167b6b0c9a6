import { one, readSum, rows } from "@metercast/postgres";
import { type CheckOutcome, outcomeOf, readChecks, storedChecks } from "@metercast/postgres/integrity";
import type { HoldToCompare, Integrity } from "../../ports/integrity.ts";
import type { Database } from "./database.ts";
import * as sql from "./integrity.queries.ts";

const OWN_CHECKS = {
  states_agree_with_holds: sql.statesAgreeWithHolds,
  paid_at_most_once: sql.paidAtMostOnce,
  states_agree_with_attempts: sql.statesAgreeWithAttempts,
  paid_where_approved: sql.paidWhereApproved,
  history_is_complete: sql.historyIsComplete,
  events_leave: sql.eventsLeave,
};

export function postgresIntegrity(database: Database): Integrity {
  return {
    async ownChecks() {
      const outcomes: CheckOutcome[] = [];
      for (const [name, check] of Object.entries(OWN_CHECKS))
        outcomes.push(await outcomeOf(name, async () => verdictOf(name, await one(database, check))));
      return outcomes;
    },
    async holdsToCompare(after, limit) {
      return (await rows(database, sql.holdsToCompare, { after, limit })) as HoldToCompare[];
    },
    async stripeSide() {
      const accounts = await rows(database, sql.stripeAccounts);
      const { moved, returning } = present(await one(database, sql.stripeSums));
      return {
        accounts: accounts.map(({ destination }) => destination),
        moved: readSum(moved),
        returning: readSum(returning),
      };
    },
    async inTransit() {
      const { compared, cents, moved } = present(await one(database, sql.inTransit));
      return { compared, cents: readSum(cents), moved: readSum(moved) };
    },
    async usesStripe() {
      return (await database.payoutAttempt.findFirst({ where: { method: "stripe" } })) !== null;
    },
    async keep({ ok, checkedAt, checks }) {
      await database.integrityRun.create({
        data: { ok, checkedAt, checks: storedChecks(checks) as object[] },
      });
    },
    async last() {
      const row = await database.integrityRun.findFirst({ orderBy: { id: "desc" } });
      return row ? { ok: row.ok, checkedAt: row.checkedAt, checks: readChecks(row.checks) } : undefined;
    },
  };
}

function verdictOf(name: string, row: sql.StatesAgreeWithHoldsRow | undefined): CheckOutcome {
  const { compared, wrong, detail, fingerprint } = present(row);
  return {
    name,
    compared,
    wrong,
    detail: detail ?? "",
    fingerprint: wrong === 0n ? "" : `${wrong}:${fingerprint}`,
  };
}

function present<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error("an aggregate gave no row");
  return row;
}
