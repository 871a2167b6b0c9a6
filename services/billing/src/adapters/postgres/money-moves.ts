import { execute } from "@metercast/postgres";
import type { KnownMove } from "../../domain/top-up.ts";
import type { MoneyMoves } from "../../ports/money-moves.ts";
import type { Database } from "./database.ts";
import { postMove } from "./top-ups.queries.ts";

/** Balance transactions of refunds and disputes in Postgres. */
export function moneyMoveStore(database: Database): MoneyMoves {
  const { topUpMoneyMove } = database;
  return {
    async ofTopUp(topUpId) {
      const select = { id: true, state: true, cents: true };
      const found = await topUpMoneyMove.findMany({ where: { topUpId }, select });
      return new Map(
        found.map(({ id, state, cents }) => [id, { state: state as KnownMove["state"], cents }]),
      );
    },
    async record(topUpId, { id, sourceId, kind, cents, feeCents, reason }) {
      const data = { id, topUpId, sourceId, kind, cents, feeCents, reason };
      await topUpMoneyMove.createMany({ data, skipDuplicates: true });
      return (await topUpMoneyMove.count({ where: { id, state: "open" } })) === 1;
    },
    posted: async (id, outcome) => (await execute(database, postMove, { id, ...outcome })) === 1,
  };
}
