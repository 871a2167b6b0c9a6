/** Makes a number that no call before it made, so that no two breaks undo each other. */
export type Fresh = () => number;

/** One kind of damage: SQL for the superuser, who may change what the service's role can't. */
export type Break = { name: string; sql: (fresh: Fresh) => string };

/** One row of a table, by a number that the test's seed gives. */
const row = (table: string, pick: number, where = "true"): string =>
  `ctid = (SELECT ctid FROM ${table} WHERE ${where} ORDER BY md5(${table}::text || '${pick}') LIMIT 1)`;
const change = (table: string, set: (n: number) => string, where?: string): Break["sql"] => {
  return (fresh) => {
    const n = fresh();
    return `UPDATE ${table} SET ${set(n)} WHERE ${row(table, n, where)}`;
  };
};
const drop = (table: string, where?: string): Break["sql"] => {
  return (fresh) => `DELETE FROM ${table} WHERE ${row(table, fresh(), where)}`;
};
/** Partitions are changed by their own names: the parent has no ctid order. */
const minute = (set: (n: number) => string, where = "paid"): Break["sql"] => {
  return (fresh) => {
    const n = fresh();
    return `UPDATE viewer_minute SET ${set(n)} WHERE id = (SELECT id FROM viewer_minute WHERE ${where} ORDER BY md5(id::text || '${n}') LIMIT 1)`;
  };
};

/**
 * Every kind of row that money stands in, changed in every column that says how much, whose, when or in
 * which order.
 */
export const BREAKS: readonly Break[] = [
  { name: "a balance", sql: change("account", (n) => `posted = posted + ${n}`) },
  {
    name: "what is held",
    sql: change("account", (n) => `held = held + ${n}`, "asset = 'USD' AND posted > 100000"),
  },
  { name: "a version", sql: change("account", (n) => `version = version + ${n}`) },
  {
    name: "an account's asset",
    sql: change("account", () => "asset = 'USD'", "asset = 'TOKEN' AND posted > 0"),
  },
  { name: "a transfer's amount", sql: change("transfer", (n) => `amount = amount + ${n}`) },
  {
    name: "a transfer's platform side",
    sql: change(
      "transfer",
      () => "debit_platform = 'dispute_losses'",
      "debit_platform IN ('usd_adjustments', 'token_adjustments')",
    ),
  },
  {
    name: "a transfer's balance",
    sql: change(
      "transfer",
      (n) => `credit_balance_after = credit_balance_after + ${n}`,
      "credit_account IS NOT NULL",
    ),
  },
  {
    name: "a transfer's version",
    sql: change("transfer", (n) => `credit_version = credit_version + ${n}`, "credit_account IS NOT NULL"),
  },
  {
    name: "a dropped transfer",
    sql: drop("transfer", "id NOT IN (SELECT transfer_id FROM hold WHERE transfer_id IS NOT NULL)"),
  },
  { name: "a minute's tokens", sql: minute((n) => `tokens = tokens + ${n}`) },
  { name: "a minute's cents", sql: minute((n) => `cents = cents + ${n}`) },
  { name: "a minute's number", sql: minute((n) => `minute = minute + ${n}`) },
  { name: "a minute's balance", sql: minute((n) => `balance_after = balance_after + ${n}`) },
  { name: "a minute's version", sql: minute((n) => `version = version + ${n}`) },
  { name: "a minute's batch", sql: minute((n) => `batch = batch + ${n}`) },
  { name: "a minute's stream", sql: minute(() => "stream = gen_random_uuid()") },
  {
    name: "a minute's viewer",
    sql: minute(() => "viewer = (SELECT max(id) FROM account WHERE asset = 'TOKEN' AND id <> viewer)"),
  },
  { name: "a minute that was not paid", sql: minute(() => "paid = false") },
  { name: "a minute at another time", sql: minute((n) => `id = minute_id(id, ${1 + (n % 50)})`) },
  {
    name: "a dropped minute",
    sql: (fresh) =>
      `DELETE FROM viewer_minute WHERE id = (SELECT id FROM viewer_minute ORDER BY md5(id::text || '${fresh()}') LIMIT 1)`,
  },
  { name: "a posting's cents", sql: change("creator_posting", (n) => `cents = cents + ${n}`) },
  { name: "a posting's minutes", sql: change("creator_posting", (n) => `lines = lines + ${n}`) },
  {
    name: "a posting's balance",
    sql: change("creator_posting", (n) => `balance_after = balance_after + ${n}`),
  },
  { name: "a posting's creator", sql: change("creator_posting", () => "creator = creator + 1000000") },
  { name: "a dropped posting", sql: drop("creator_posting") },
  { name: "a batch's count", sql: change("minute_batch", (n) => `paid = paid + ${n}`) },
  { name: "a batch's tokens", sql: change("minute_batch", (n) => `tokens = tokens + ${n}`) },
  { name: "a dropped batch", sql: drop("minute_batch") },
  { name: "a hold's amount", sql: change("hold", (n) => `amount = amount + ${n}`, "status <> 'voided'") },
  {
    name: "a hold's account",
    sql: change(
      "hold",
      () => "account = (SELECT min(id) FROM account WHERE id <> account)",
      "status = 'held'",
    ),
  },
  {
    name: "a hold's end",
    sql: change(
      "hold",
      (n) => `status = 'voided', ended_version = ${1_000_000}::bigint + ${n}`,
      "status = 'held'",
    ),
  },
  { name: "a dropped hold", sql: drop("hold") },
  { name: "a platform account", sql: change("platform_account", (n) => `folded = folded + ${n}`) },
  { name: "a delta", sql: change("platform_delta", (n) => `amount = amount + ${n}`) },
  {
    name: "a new delta",
    sql: (fresh) => `INSERT INTO platform_delta (account, amount) VALUES ('issued_tokens', ${fresh()})`,
  },
  { name: "a dropped delta", sql: drop("platform_delta") },
  { name: "a rollup's cents", sql: change("earnings_hour", (n) => `cents = cents + ${n}`) },
  { name: "a rollup's minutes", sql: change("earnings_hour", (n) => `minutes = minutes + ${n}`) },
  { name: "a dropped rollup", sql: drop("earnings_hour") },
];
