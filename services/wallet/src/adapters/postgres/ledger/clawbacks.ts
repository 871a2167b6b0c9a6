import { execute, one, rows, type Sql } from "@metercast/postgres";
import type { ClawbackPolicy } from "../../../domain/clawback.ts";
import type { ClawbackBooks, Clawbacks } from "../../../ports/clawbacks.ts";
import * as statements from "./clawbacks.queries.ts";

const policyOf = ({ policy, percent }: { policy: string; percent: number }): ClawbackPolicy => ({
  name: policy as ClawbackPolicy["name"],
  percent,
});

/** The steps that are open, read outside of the transactions that work them off. */
export function postgresClawbacks(sql: Sql): Clawbacks {
  return {
    async next() {
      const row = await one(sql, statements.nextClawback);
      return row && { ...row, policy: policyOf(row) };
    },
    sharesBefore: ({ id, topUpId }) => rows(sql, statements.sharesBefore, { id, topUpId }),
    async openShares(step, limit) {
      const found = await rows(sql, statements.openShares, { step, limit });
      return found.map(({ owner, policy, percent, ...share }) => ({
        ...share,
        userId: owner,
        policy: policyOf({ policy, percent }),
      }));
    },
    ofTopUp: (topUpId) => rows(sql, statements.clawbacksOfTopUp, { topUpId }),
    untracedOf: async (topUpId) => (await one(sql, statements.untracedOfTopUp, { topUpId }))?.tokens ?? 0n,
    async debtors(after, limit) {
      const found = await rows(sql, statements.debtors, { after, limit });
      return found.map(({ creator, owner }) => ({ creator, userId: owner }));
    },
  };
}

export function clawbackBooks(tx: Sql): ClawbackBooks {
  return {
    async insertClawback({ policy, ...step }) {
      await execute(tx, statements.insertClawback, {
        ...step,
        policy: policy.name,
        percent: policy.percent,
      });
    },
    async insertShares(id, shares, untraced) {
      if (!(await one(tx, statements.lockClawback, { id }))) return false;
      for (const share of shares) await execute(tx, statements.insertShare, { step: id, ...share });
      await execute(tx, statements.markClawbackTraced, { id, untraced });
      return true;
    },
    markClawbackDone: async (id) => void (await execute(tx, statements.markClawbackDone, { id })),
    async borneOf(piece, creator) {
      const row = await one(tx, statements.borneOf, { piece, creator });
      if (!row) throw new Error("an aggregate without GROUP BY gives a row");
      return row;
    },
    hasClawbackEntry: async (piece, creator, cause) =>
      (await one(tx, statements.findClawbackEntry, { piece, creator, cause })) !== undefined,
    insertClawbackEntry: async (piece, creator, cause, borne) =>
      void (await execute(tx, statements.insertClawbackEntry, { piece, creator, cause, ...borne })),
    debtsOf: (creator) => rows(tx, statements.debtsOf, { creator }),
  };
}

/** Cents that a creator owes. */
export async function debtOf(sql: Sql, creator: bigint): Promise<bigint> {
  return (await one(sql, statements.debtOf, { creator }))?.cents ?? 0n;
}
