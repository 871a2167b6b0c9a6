import type { PlantedBug } from "./bug.ts";

const POST_MINUTES = "services/wallet/sql/functions/post_minutes.sql";
const JUDGE = "services/wallet/sql/functions/judge_one_by_one.sql";
const WALLET = "services/wallet/src";

/** Mistakes with postings, locks, inbox and outbox. */
export const LEDGER_BUGS: readonly PlantedBug[] = [
  {
    name: "drop the lock: an account is read without FOR UPDATE and written without looking again",
    file: `${WALLET}/adapters/postgres/ledger/accounts.queries.ts`,
    find: "ORDER BY asset, id FOR UPDATE`",
    replace: "ORDER BY asset, id`",
    tests: ["wallet/test/transfers", "wallet/test/ledger-model"],
  },
  {
    name: "drop the lock: who is judged one by one is not locked before",
    file: POST_MINUTES,
    find: "FROM unnest(v_slow) AS s (viewer)),",
    replace: "FROM unnest(v_slow[:0]) AS s (viewer)),",
    tests: ["wallet/test/post-minutes", "wallet/test/ledger-model"],
  },
  {
    name: "unsorted locks: viewers are locked as they come",
    file: POST_MINUTES,
    find: "FROM (SELECT * FROM due ORDER BY viewer) AS t",
    replace: "FROM (SELECT * FROM due ORDER BY place) AS t",
    tests: ["wallet/test/post-minutes"],
  },
  {
    name: "ack before commit",
    file: "packages/outbox/src/consumer.ts",
    find: "const alive = setInterval",
    replace: "message.ack(); const alive = setInterval",
    tests: ["packages/outbox", "wallet/test/service"],
  },
  {
    name: "inbox outside of the transaction: a rolled-back message counts as handled",
    file: `${WALLET}/usecases/post-transfer.ts`,
    find: "message === undefined || (await tx.firstTime(message))",
    replace: "true",
    tests: ["wallet/test/transfers"],
  },
  {
    name: "events published though the transaction rolled back: sent is marked before it is sent",
    file: "packages/outbox/src/relay.ts",
    find: 'const failed = idsOf("rejected");',
    replace: "published = { ids: rows.map(({ id }) => id), claim }; const failed: string[] = [];",
    tests: ["packages/outbox"],
  },
  {
    name: "a wrong message blocks the others: it is never dead-lettered",
    file: "packages/outbox/src/consumer.ts",
    find: "const TRIES_BEFORE_DEAD_LETTER = 3;",
    replace: "const TRIES_BEFORE_DEAD_LETTER = 3_000;",
    tests: ["packages/outbox"],
  },
  {
    name: "a failing database dead-letters what it could not take",
    file: "packages/outbox/src/consumer.ts",
    find: "if (isInfrastructureFailure(error)) {",
    replace: "if (false) {",
    tests: ["packages/outbox"],
  },
  {
    name: "a gap is paid: minutes need no predecessor",
    file: JUDGE,
    find: "CASE WHEN r.minute = 1 THEN true ELSE r.before_paid END",
    replace: "CASE WHEN r.minute = 1 THEN true ELSE coalesce(r.before_paid, true) END",
    tests: ["wallet/test/post-minutes", "wallet/test/ledger-model"],
  },
  {
    name: "after a refusal later minutes are paid again",
    file: JUDGE,
    find: "last_paid := last_paid AND posted_now - held_now >= r.tokens;",
    replace: "last_paid := posted_now - held_now >= r.tokens;",
    tests: ["wallet/test/post-minutes", "wallet/test/ledger-model"],
  },
  {
    name: "what is held counts as available",
    file: `${WALLET}/domain/account.ts`,
    find: "=> posted - held;",
    replace: "=> posted + 0n * held;",
    tests: ["wallet/src/domain", "wallet/test/transfers"],
  },
  {
    name: "the low-balance warning comes with every debit",
    file: POST_MINUTES,
    find: "FILTER (WHERE paid AND before >= p_low AND after < p_low) AS low",
    replace: "FILTER (WHERE paid AND after < p_low) AS low",
    tests: ["wallet/test/post-minutes"],
  },
  {
    name: "the creator is credited for refused minutes too",
    file: POST_MINUTES,
    find: "WHERE paid AND cents > 0 GROUP BY creator, stream) AS e)",
    replace: "WHERE cents > 0 GROUP BY creator, stream) AS e)",
    tests: ["wallet/test/post-minutes"],
  },
  {
    name: "a batch scans the whole table: EXISTS under OR",
    file: POST_MINUTES,
    find: "OR (SELECT m.id FROM viewer_minute m WHERE m.id = t.id AND m.id BETWEEN v_least AND v_greatest) IS NOT NULL",
    replace: "OR EXISTS (SELECT FROM viewer_minute m WHERE m.id = t.id)",
    tests: ["wallet/test/post-minutes"],
  },
  {
    name: "the request's content is not compared: a reused key answers another request",
    file: `${WALLET}/adapters/postgres/ledger/transfers.ts`,
    find: 'Buffer.compare(stored, asked) === 0 ? "same" : "other"',
    replace: '"same"',
    tests: ["wallet/test/transfers"],
  },
  {
    name: "Number for money: amounts go through a double",
    file: "packages/money/src/index.ts",
    find: 'const minor = BigInt(whole + fraction.padEnd(scale, "0"));',
    replace: 'const minor = BigInt(Math.trunc(Number(whole + fraction.padEnd(scale, "0"))) % 2 ** 40);',
    tests: ["packages/money"],
  },
  {
    name: "the service may change a transfer",
    file: "services/wallet/prisma/migrations/20261130200000_baseline/migration.sql",
    find: "GRANT SELECT, INSERT ON minute_batch,",
    replace: "GRANT SELECT, INSERT, UPDATE, DELETE ON minute_batch,",
    tests: ["wallet/test/transfers"],
  },
  {
    name: "a replay passes over what was published and not yet marked as sent: it is marked afterwards, and lost",
    file: "packages/outbox/src/relay.ts",
    find: "AND claimed_until = $2::timestamptz AND",
    replace: "AND $2::timestamptz IS NOT NULL AND",
    tests: ["packages/outbox"],
  },
];
