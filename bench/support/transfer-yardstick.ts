import { withClient } from "@metercast/provision";
import { runFor } from "./posting.ts";

/** Each is a connection; more only wait for each other. */
const LANES = 16;

/**
 * The usual ledger function: a call and a transaction a transfer. It keeps a key, a row and two balances; it
 * has no versions, holds, stored rejections, platform deltas or events.
 */
const TABLES = `
  CREATE SCHEMA plain;
  CREATE TABLE plain.account (id bigint PRIMARY KEY, posted bigint NOT NULL) WITH (fillfactor = 50);
  INSERT INTO plain.account SELECT id, 1000000000 FROM generate_series(0, 20000) AS id;
  CREATE TABLE plain.transfer (key text PRIMARY KEY, debit bigint NOT NULL, credit bigint NOT NULL, amount bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now());
  CREATE FUNCTION plain.post(p_key text, p_debit bigint, p_credit bigint, p_amount bigint) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM FROM plain.account WHERE id IN (p_debit, p_credit) ORDER BY id FOR UPDATE;
    UPDATE plain.account SET posted = posted - p_amount WHERE id = p_debit AND posted >= p_amount;
    IF NOT FOUND THEN RAISE EXCEPTION 'insufficient'; END IF;
    UPDATE plain.account SET posted = posted + p_amount WHERE id = p_credit;
    INSERT INTO plain.transfer (key, debit, credit, amount) VALUES (p_key, p_debit, p_credit, p_amount);
  END $$;
  VACUUM (ANALYZE) plain.account`;

export async function makePlain(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const statement of TABLES.split(/;\n {2}(?=CREATE|INSERT|VACUUM)/)) await client.query(statement);
  });
}

/** Transfers a second of the usual function, without gRPC or a broker; `hot`: all to one account. */
export async function plainRate(adminUrl: string, hot: boolean, seconds: number): Promise<number> {
  let next = 0;
  const began = performance.now();
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    withClient(adminUrl, (client) =>
      runFor(seconds, 1, async () => {
        const n = next++;
        await client.query({
          name: "post",
          text: "SELECT plain.post($1, $2, $3, 1)",
          values: [`${hot}-${began}-${lane}-${n}`, 1 + (n % 10_000), hot ? 0 : 10_001 + (n % 9_999)],
        });
        return 1;
      }),
    ),
  );
  const paces = await Promise.all(lanes);
  return paces.reduce((sum, { lines, seconds: took }) => sum + lines / took, 0);
}
