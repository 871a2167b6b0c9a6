import { withClient } from "@metercast/provision";
import { integrityChecks } from "../../services/wallet/src/adapters/postgres/books/integrity-checks.ts";
import { WHOLE } from "../../services/wallet/src/adapters/postgres/books/part.ts";
import { allBooks, type Books, same } from "./bench.ts";

/**
 * Runs every integrity check of the wallet over the whole ledger, and compares both legs with the expected
 * sums.
 */
export async function checkLedger(
  adminUrl: string,
  expected: { paid: number; tokensEach?: number; centsEach?: number },
): Promise<Books> {
  return withClient(adminUrl, async (client) => {
    await client.query("SET search_path = wallet; SET work_mem = '512MB'; SET hash_mem_multiplier = 4");
    const checks = integrityChecks(WHOLE);
    const wrong: string[] = [];
    for (const { name, sql } of checks) {
      const { rows } = await client.query<{ wrong: string; detail: string | null }>(sql);
      if (rows[0]?.wrong !== "0") wrong.push(`${name}: ${rows[0]?.detail}`);
    }
    const { rows } = await client.query<{ minutes: string; tokens: string; cents: string }>(`
      SELECT count(*) FILTER (WHERE paid) AS minutes, coalesce(sum(tokens) FILTER (WHERE paid), 0) AS tokens,
             (SELECT coalesce(sum(posted), 0) FROM account WHERE asset = 'USD') AS cents FROM viewer_minute`);
    const { minutes, tokens, cents } = rows[0]!;
    const { paid, tokensEach = 5, centsEach = 1_320 } = expected;
    return allBooks(
      {
        ok: wrong.length === 0,
        detail: wrong.length === 0 ? `${checks.length} checks hold` : wrong.join("; "),
      },
      same("minutes paid", paid, BigInt(minutes)),
      same("tokens taken", paid * tokensEach, BigInt(tokens)),
      same("cents given", BigInt(paid) * BigInt(centsEach), BigInt(cents)),
    );
  });
}
