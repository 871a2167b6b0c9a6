import type { HeldDecision } from "../../domain/held-decision.ts";
import type { DecisionReads, DecisionWrites } from "../../ports/decisions.ts";
import type { Connection, Database } from "./database.ts";

export function decisionReads(database: Database): DecisionReads {
  return {
    async due(now, limit) {
      const found = await database.heldDecision.findMany({
        where: { nextAt: { lte: now } },
        orderBy: { nextAt: "asc" },
        select: { withdrawalId: true },
        take: limit,
      });
      return found.map(({ withdrawalId }) => withdrawalId);
    },
    async heldOf(withdrawalIds) {
      const found = await database.heldDecision.findMany({
        where: { withdrawalId: { in: [...withdrawalIds] } },
      });
      return found.map(toHeld);
    },
    async postpone(withdrawalId, nextAt) {
      await database.heldDecision.updateMany({ where: { withdrawalId }, data: { nextAt } });
    },
  };
}

export function decisionWrites(tx: Connection): DecisionWrites {
  return {
    async find(withdrawalId) {
      const found = await tx.heldDecision.findUnique({ where: { withdrawalId } });
      return found ? toHeld(found) : undefined;
    },
    async hold({ withdrawalId, ...decision }) {
      const row = { ...decision, nextAt: decision.takesEffectAt };
      await tx.heldDecision.upsert({
        where: { withdrawalId },
        create: { withdrawalId, ...row },
        update: row,
      });
      await tx.stoppedDecision.deleteMany({ where: { withdrawalId } });
    },
    async undo(withdrawalId) {
      await tx.heldDecision.deleteMany({ where: { withdrawalId } });
    },
    async stop(withdrawalId, stopped) {
      await tx.heldDecision.deleteMany({ where: { withdrawalId } });
      await tx.stoppedDecision.upsert({
        where: { withdrawalId },
        create: { withdrawalId, ...stopped },
        update: stopped,
      });
    },
    async settle(withdrawalId, { actorId, isClosed }) {
      await tx.heldDecision.deleteMany({ where: { withdrawalId, ...(!isClosed && { actorId }) } });
      await tx.stoppedDecision.deleteMany({ where: { withdrawalId } });
    },
  };
}

export const toHeld = ({
  action,
  nextAt: _next,
  ...held
}: Omit<HeldDecision, "action"> & { action: string; nextAt: Date }): HeldDecision => ({
  ...held,
  action: action === "reject" ? "reject" : "approve",
});
