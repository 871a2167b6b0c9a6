import type { Sql } from "@metercast/postgres";
import type { KnownMove } from "../../domain/top-up.ts";
import type { MoneyMoves } from "../../ports/money-moves.ts";

/** Balance transactions of refunds and disputes in Postgres. */
export function moneyMoveStore(sql: Sql): MoneyMoves {
  return {
    async ofTopUp(topUpId) {
      const rows = await sql.$queryRawUnsafe<({ id: string } & KnownMove)[]>(
        "SELECT id, state, cents FROM top_up_money_move WHERE top_up_id = $1::uuid",
        topUpId,
      );
      return new Map(rows.map(({ id, ...move }) => [id, move]));
    },
    async record(topUpId, { id, sourceId, kind, cents, feeCents, reason }) {
      await sql.$executeRawUnsafe(
        `INSERT INTO top_up_money_move (id, top_up_id, source_id, kind, cents, fee_cents, reason)
         VALUES ($1, $2::uuid, $3, $4, $5::bigint, $6::bigint, $7) ON CONFLICT DO NOTHING`,
        id,
        topUpId,
        sourceId,
        kind,
        cents,
        feeCents,
        reason,
      );
      const open = await sql.$queryRawUnsafe<unknown[]>(
        "SELECT 1 AS open FROM top_up_money_move WHERE id = $1 AND state = 'open'",
        id,
      );
      return open.length === 1;
    },
    async posted(id, { tokensTaken, centsRecovered, centsLost }) {
      const rows = await sql.$executeRawUnsafe(
        `UPDATE top_up_money_move SET state = 'posted', tokens_taken = $2::bigint, cents_recovered = $3::bigint, cents_lost = $4::bigint, updated_at = now()
         WHERE id = $1 AND state = 'open'`,
        id,
        tokensTaken,
        centsRecovered,
        centsLost,
      );
      return rows === 1;
    },
  };
}
