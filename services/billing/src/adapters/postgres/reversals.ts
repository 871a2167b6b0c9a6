import type { Sql } from "@metercast/outbox";
import { type TopUpReversal, tokensBack } from "../../domain/top-up.ts";
import type { ReversalStore } from "../../usecases/top-ups/ports.ts";
import { type Database, inTransaction } from "./database.ts";

const FIND = 'SELECT id, state, tokens, cents, fee_cents AS "feeCents" FROM top_up_reversal WHERE id = $1';

/** Refunds and disputes in Postgres. */
export function reversalStore(database: Database): ReversalStore {
  const find = async (sql: Sql, id: string) => (await sql.$queryRawUnsafe<TopUpReversal[]>(FIND, id))[0];
  return {
    find: (id) => find(database, id),
    record: (topUp, back) =>
      inTransaction(database, async (tx) => {
        // Those of one top-up stand in line, so that together they never ask back more than was bought.
        await tx.$queryRawUnsafe("SELECT FROM top_up WHERE id = $1::uuid FOR UPDATE", topUp.id);
        const before = await find(tx, back.id);
        if (before) return before;
        const [reversed] = await tx.$queryRawUnsafe<{ tokens: bigint }[]>(
          "SELECT coalesce(sum(tokens), 0)::bigint AS tokens FROM top_up_reversal WHERE top_up_id = $1::uuid AND state IN ('open', 'taken')",
          topUp.id,
        );
        const tokens = tokensBack(topUp, reversed?.tokens ?? 0n, back.cents);
        await tx.$executeRawUnsafe(
          `INSERT INTO top_up_reversal (id, top_up_id, kind, tokens, cents, fee_cents, reason)
           VALUES ($1, $2::uuid, $3, $4::bigint, $5::bigint, $6::bigint, $7)`,
          back.id,
          topUp.id,
          back.kind,
          tokens,
          back.cents,
          back.feeCents,
          back.reason,
        );
        return { id: back.id, state: "open", tokens, cents: back.cents, feeCents: back.feeCents };
      }),
    async taken(id, { tokensTaken, centsRecovered, centsLost }) {
      const rows = await database.$executeRawUnsafe(
        `UPDATE top_up_reversal SET state = 'taken', tokens_taken = $2::bigint, cents_recovered = $3::bigint, cents_lost = $4::bigint, updated_at = now()
         WHERE id = $1 AND state = 'open'`,
        id,
        tokensTaken,
        centsRecovered,
        centsLost,
      );
      return rows === 1;
    },
    async returned(id, state) {
      const rows = await database.$executeRawUnsafe(
        "UPDATE top_up_reversal SET state = $2, updated_at = now() WHERE id = $1 AND state = 'taken'",
        id,
        state,
      );
      return rows === 1;
    },
  };
}
