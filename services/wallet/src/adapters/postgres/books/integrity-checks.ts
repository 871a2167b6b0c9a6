import { verdictSql } from "@metercast/postgres/integrity";
import { type Part, partLines, partPostings, summedBefore } from "./part.ts";

export interface Check {
  name: string;
  sql: string;
}

/**
 * The checks of the books, each one statement that gives `compared`, `wrong`, a `detail` with one that is
 * wrong, and a `fingerprint` of all of them. docs/INVARIANTS.md says which invariant each proves. What lies
 * in `part` is read line by line; what is before it stands in the sums of the closed partitions.
 */
export function integrityChecks(part: Part): Check[] {
  return [
    TRIAL_BALANCE,
    NOBODY_OVERDRAWN,
    balancesAreTheirEntries(part),
    platformBalances(part),
    bothLegs(part),
    paidMinutesComeFirst(part),
    HOLDS,
    RESERVE_LOTS,
    CLAWBACKS,
    earningsRollup(part),
    WITHIN_BOUNDS,
  ];
}

/** I1: every asset sums to zero over all accounts. */
const TRIAL_BALANCE: Check = {
  name: "trial_balance",
  sql: `
    WITH parts AS (
      SELECT asset, posted AS amount FROM account
      UNION ALL SELECT asset, folded FROM platform_account
      UNION ALL SELECT p.asset, d.amount FROM platform_delta d JOIN platform_account p ON p.name = d.account),
    sums AS (SELECT asset, sum(amount) AS total FROM parts GROUP BY asset)
    SELECT ${verdictSql("total <> 0", "asset", "'is off by ' || total")} FROM sums`,
};

/**
 * I3: nobody has less than nothing available. The table's CHECK says so too; this proves that it is there.
 */
const NOBODY_OVERDRAWN: Check = {
  name: "nobody_overdrawn",
  sql: `
    SELECT ${verdictSql("posted < held OR held < 0", "'account ' || id", "'has ' || posted || ', holds ' || held")} FROM account`,
};

/**
 * I4: a balance is the sum of its entries; versions of entries and hold changes have no gap and no double;
 * each entry's balance follows from the one before. A run of a closed partition counts as one entry over
 * several versions.
 */
const balancesAreTheirEntries = (part: Part): Check => ({
  name: "balances_are_their_entries",
  sql: `
    WITH entry AS (
      SELECT account, first_version, last_version AS version, amount, balance_after FROM closed_run WHERE partition IN ${summedBefore(part)}
      UNION ALL SELECT viewer, version, version, -tokens::bigint, balance_after FROM ${partLines(part)} AS l WHERE paid AND tokens > 0
      UNION ALL SELECT creator, version, version, cents, balance_after FROM ${partPostings(part)} AS p
      UNION ALL SELECT debit_account, debit_version, debit_version, -amount, debit_balance_after FROM transfer WHERE debit_account IS NOT NULL
      UNION ALL SELECT credit_account, credit_version, credit_version, amount, credit_balance_after FROM transfer WHERE credit_account IS NOT NULL
      UNION ALL SELECT account, placed_version, placed_version, 0, NULL FROM hold
      UNION ALL SELECT account, ended_version, ended_version, 0, NULL FROM hold WHERE status = 'voided'),
    running AS (
      SELECT account, first_version, version, amount, balance_after, sum(amount) OVER w AS balance, lag(version, 1, 0::bigint) OVER w AS version_before
      FROM entry WINDOW w AS (PARTITION BY account ORDER BY version)),
    summed AS (
      SELECT account, sum(amount) AS posted, max(version) AS version,
             min(version) FILTER (WHERE balance_after <> balance) AS off_from,
             min(balance_after - balance) FILTER (WHERE balance_after <> balance) AS off_least,
             max(balance_after - balance) FILTER (WHERE balance_after <> balance) AS off_most,
             coalesce(sum(version) FILTER (WHERE first_version <> version_before + 1), 0) AS gaps FROM running GROUP BY account),
    -- The account itself is judged as the entry that would come next: once it has come, the figures are the same.
    judged AS (
      SELECT coalesce(a.id, s.account) AS id, a.posted - coalesce(s.posted, 0) AS off, coalesce(s.off_from, a.version + 1) AS off_from,
             least(s.off_least, nullif(a.posted - coalesce(s.posted, 0), 0)) AS off_least, greatest(s.off_most, nullif(a.posted - coalesce(s.posted, 0), 0)) AS off_most,
             coalesce(s.gaps, 0) + CASE WHEN a.version <> coalesce(s.version, 0) THEN a.version + 1 ELSE 0 END AS gaps
      FROM account a FULL JOIN summed s ON s.account = a.id)
    SELECT ${verdictSql(
      "(off = 0 AND off_least IS NULL AND gaps = 0) IS NOT TRUE",
      "'account ' || id",
      `format('is off by %s; its entries from version %s on by %s to %s; gaps in its versions: %s', coalesce(off::text, 'all: it is not there'),
              CASE WHEN off_least IS NOT NULL THEN off_from END, off_least, off_most, gaps)`,
    )} FROM judged`,
});

/** I4 for platform accounts: folded plus deltas is what all postings did to them. */
const platformBalances = (part: Part): Check => ({
  name: "platform_balances",
  sql: `
    WITH movement AS (
      SELECT debit_platform AS account, -amount AS amount FROM transfer WHERE debit_platform IS NOT NULL
      UNION ALL SELECT credit_platform, amount FROM transfer WHERE credit_platform IS NOT NULL
      UNION ALL SELECT 'spent_tokens', tokens FROM closed_partition WHERE partition IN ${summedBefore(part)}
      UNION ALL SELECT 'creator_costs', -cents FROM closed_partition WHERE partition IN ${summedBefore(part)}
      UNION ALL SELECT 'spent_tokens', tokens FROM ${partLines(part)} AS l WHERE paid
      UNION ALL SELECT 'creator_costs', -cents FROM ${partPostings(part)} AS p),
    expected AS (SELECT account, sum(amount) AS amount FROM movement GROUP BY account),
    deltas AS (SELECT account, sum(amount) AS amount FROM platform_delta GROUP BY account),
    judged AS (
      SELECT p.name, p.folded + coalesce(d.amount, 0) - coalesce(e.amount, 0) AS off
      FROM platform_account p LEFT JOIN deltas d ON d.account = p.name LEFT JOIN expected e ON e.account = p.name)
    SELECT ${verdictSql("off <> 0", "name", "'is off by ' || off")} FROM judged`,
});

/**
 * I6: both legs. The paid lines of a batch and stream are exactly what its creator's posting says, and the
 * batch's row agrees. Lines of these batches that lie in earlier, closed partitions stand in closed_line.
 */
export const bothLegs = (part: Part): Check => ({
  name: "both_legs",
  sql: `
    WITH piece AS (
      SELECT batch, stream, count(*) FILTER (WHERE paid AND cents > 0) AS earning, sum(cents) FILTER (WHERE paid) AS cents,
             sum(tokens) FILTER (WHERE paid) AS tokens, count(*) FILTER (WHERE paid) AS paid, count(*) FILTER (WHERE NOT paid) AS refused
      FROM ${partLines(part)} AS l WHERE ${batches("batch", part, "upper")} GROUP BY batch, stream
      UNION ALL SELECT batch, stream, earning, cents, tokens, paid, refused FROM closed_line
      WHERE partition IN ${summedBefore(part)} AND ${batches("batch", part)}),
    line AS (
      SELECT batch, stream, sum(earning) AS earning, sum(cents) AS cents, sum(tokens) AS tokens, sum(paid) AS paid, sum(refused) AS refused
      FROM piece GROUP BY batch, stream),
    posting AS (
      SELECT coalesce(l.batch, p.batch) AS batch, CASE WHEN coalesce(l.earning, 0) <> coalesce(p.lines, 0) OR coalesce(l.cents, 0) <> coalesce(p.cents, 0)
               THEN format('stream %s: %s minutes for %s cents, posted as %s for %s', coalesce(l.stream, p.stream), l.earning, l.cents, p.lines, p.cents) END AS wrong
      FROM line l FULL JOIN ${partPostings(part)} AS p ON p.batch = l.batch AND p.stream = l.stream),
    batch AS (
      SELECT coalesce(b.id, l.batch) AS batch, CASE WHEN (b.paid = l.paid AND b.refused = l.refused AND b.tokens = l.tokens AND b.cents = l.cents) IS NOT TRUE
               THEN format('says %s paid, %s refused, %s tokens, %s cents; its minutes %s, %s, %s, %s',
                           b.paid, b.refused, b.tokens, b.cents, l.paid, l.refused, l.tokens, l.cents) END AS wrong
      FROM (SELECT * FROM minute_batch WHERE ${batches("id", part)}) AS b FULL JOIN (
        SELECT batch, sum(paid) AS paid, sum(refused) AS refused, coalesce(sum(tokens), 0) AS tokens, coalesce(sum(cents), 0) AS cents
        FROM line GROUP BY batch) AS l ON l.batch = b.id),
    judged AS (SELECT * FROM posting UNION ALL SELECT * FROM batch)
    SELECT ${verdictSql("wrong IS NOT NULL", "'batch ' || batch", "wrong")} FROM judged`,
});

/** "upper": a line with a batch from before the part is left in, so that it is found to have no posting. */
function batches(column: string, { fromBatch, toBatch }: Part, bounds?: "upper"): string {
  const lower = bounds === "upper" ? "true" : `${column} >= ${fromBatch}`;
  return toBatch === undefined ? lower : `${lower} AND ${column} < ${toBatch}`;
}

/**
 * I6: the paid minutes of a session are its first ones: no decided minute without a decided one before it,
 * no paid one after a refused one. The predecessors of the part's first minute are in the partition before
 * it, unless that was detached.
 */
export function paidMinutesComeFirst(part: Part): Check {
  const { fromId, toId, keptFrom } = part;
  const wrong = `CASE WHEN b.id IS NULL THEN m.minute > 1 AND minute_id(m.id, -1) >= '${keptFrom}'::uuid ELSE b.minute <> m.minute - 1 OR (m.paid AND NOT b.paid) END`;
  const figures =
    "'is minute ' || m.minute || ', after ' || coalesce(b.minute || CASE WHEN b.paid THEN ', paid' ELSE ', refused' END, 'none')";
  const upper = toId === undefined ? "" : `AND id < '${toId}'::uuid`;
  // Sixty seconds before the part; at the beginning of time there is nothing.
  const before = /^0{8}-0{4}/.test(fromId) ? `'${fromId}'::uuid` : `minute_id('${fromId}'::uuid, -1)`;
  return {
    name: "paid_minutes_come_first",
    sql: `
      SELECT ${verdictSql(wrong, "m.id", figures)}
      FROM ${partLines(part)} AS m
      LEFT JOIN (SELECT * FROM viewer_minute WHERE id >= ${before} ${upper}) AS b
        ON b.id = minute_id(m.id, -1) AND b.viewer = m.viewer`,
  };
}

/** I7: what an account holds is the sum of its open holds; an ended hold has one end. */
const HOLDS: Check = {
  name: "holds",
  sql: `
    WITH open AS (SELECT account, sum(amount) AS held FROM hold WHERE status = 'held' GROUP BY account),
    judged AS (
      SELECT 'account ' || a.id AS key, CASE WHEN a.held <> coalesce(o.held, 0) THEN 'holds ' || (a.held - coalesce(o.held, 0)) || ' more than its holds' END AS wrong
      FROM account a LEFT JOIN open o ON o.account = a.id
      UNION ALL
      SELECT 'hold ' || h.id, CASE WHEN (t.amount = h.amount AND t.debit_account = h.account) IS NOT TRUE
               THEN format('of %s of account %s, posted as %s of account %s', h.amount, h.account, t.amount, t.debit_account) END
      FROM hold h LEFT JOIN transfer t ON t.id = h.transfer_id WHERE h.status = 'posted')
    SELECT ${verdictSql("wrong IS NOT NULL", "key", "wrong")} FROM judged`,
};

/**
 * I7: each open lot has the one hold that holds its amount, each hold of the reserve has a lot, both end
 * together, and a smaller lot stands only where the one before it ended.
 */
const RESERVE_LOTS: Check = {
  name: "reserve_lots",
  sql: `
    WITH held AS (SELECT * FROM hold WHERE reference_type = 'RESERVE'),
    judged AS (
      SELECT 'lot ' || coalesce(l.account, h.account) || ' ' || coalesce(l.day::text, h.reference_id) || ' ' || coalesce(l.part, 0) AS key,
             CASE WHEN l.account IS NULL THEN 'is missing; its hold has ' || h.amount
                  WHEN l.hold IS NULL THEN NULL
                  WHEN (h.account = l.account AND h.amount = l.amount AND h.reference_id = l.day::text) IS NOT TRUE
                    THEN format('has %s of account %s, its hold %s of account %s', l.amount, l.account, h.amount, h.account)
                  WHEN h.status = 'posted' OR (h.status = 'held') <> (l.ended_at IS NULL) THEN 'and its hold have not ended together' END AS wrong
      FROM reserve_lot l FULL JOIN held h ON h.id = l.hold
      UNION ALL
      SELECT 'lot ' || l.account || ' ' || l.day || ' ' || l.part,
             CASE WHEN (b.ended_at IS NOT NULL AND l.amount < b.amount AND l.release_on = b.release_on AND l.share = b.share) IS NOT TRUE
               THEN 'takes the place of one that does not allow it' END
      FROM reserve_lot l LEFT JOIN reserve_lot b ON b.account = l.account AND b.day = l.day AND b.part = l.part - 1 WHERE l.part > 0)
    SELECT ${verdictSql("wrong IS NOT NULL", "key", "wrong")} FROM judged`,
};

/**
 * Clawbacks: each share is borne exactly once, nobody bears less than nothing of a piece, and what creators
 * gave of a top-up is what the transfers of it say.
 */
const CLAWBACKS: Check = {
  name: "clawbacks",
  sql: `
    WITH piece AS (
      SELECT piece, creator, sum(reserve_cents) AS reserve, sum(available_cents) AS available, sum(debt_cents) AS debt, sum(absorbed_cents) AS absorbed
      FROM clawback_entry GROUP BY piece, creator),
    taken AS (
      SELECT p.creator, c.top_up_id, sum(p.reserve + p.available) AS cents FROM piece p JOIN clawback c ON c.balance_transaction_id = p.piece GROUP BY 1, 2),
    transferred AS (
      SELECT coalesce(debit_account, credit_account) AS creator, reference_id AS top_up_id,
             sum(CASE WHEN debit_account IS NOT NULL THEN amount ELSE -amount END) AS cents
      FROM transfer WHERE source = 'clawback' GROUP BY 1, 2),
    judged AS (
      SELECT 'top-up ' || coalesce(k.top_up_id, t.top_up_id) || ' of account ' || coalesce(k.creator, t.creator) AS key,
             CASE WHEN coalesce(k.cents, 0) <> coalesce(t.cents, 0) THEN format('%s cents borne, %s transferred', k.cents, t.cents) END AS wrong
      FROM taken k FULL JOIN transferred t ON t.creator = k.creator AND t.top_up_id = k.top_up_id
      UNION ALL
      SELECT 'piece ' || piece || ' of account ' || creator,
             CASE WHEN least(reserve, available, debt, absorbed) < 0 THEN format('bears %s, %s, %s, %s', reserve, available, debt, absorbed) END FROM piece
      UNION ALL
      SELECT 'share ' || s.balance_transaction_id || ' of account ' || s.creator,
             CASE WHEN coalesce(e.reserve_cents + e.available_cents + e.debt_cents + e.absorbed_cents,
                                CASE WHEN c.done_at IS NULL THEN s.cents END) IS DISTINCT FROM s.cents THEN 'is not borne as it was found' END
      FROM clawback_share s JOIN clawback c ON c.balance_transaction_id = s.balance_transaction_id
      LEFT JOIN clawback_entry e ON e.piece = s.piece AND e.creator = s.creator AND e.cause = s.balance_transaction_id)
    SELECT ${verdictSql("wrong IS NOT NULL", "key", "wrong")} FROM judged`,
};

/** The rollups that summaries and charts read say what the postings say. */
const earningsRollup = (part: Part): Check => ({
  name: "earnings_rollup",
  sql: `
    WITH posting AS (
      SELECT stream, minutes, cents FROM closed_stream WHERE partition IN ${summedBefore(part)}
      UNION ALL SELECT stream, lines, cents FROM ${partPostings(part)} AS p),
    posted AS (SELECT stream, sum(minutes) AS minutes, sum(cents) AS cents FROM posting GROUP BY stream),
    rolled AS (SELECT stream, sum(minutes) AS minutes, sum(cents) AS cents FROM earnings_hour GROUP BY stream),
    judged AS (
      SELECT coalesce(p.stream, r.stream) AS stream, CASE WHEN (p.minutes = r.minutes AND p.cents = r.cents) IS NOT TRUE
               THEN format('is %s minutes and %s cents more in the rollup than posted',
                           coalesce(r.minutes, 0) - coalesce(p.minutes, 0), coalesce(r.cents, 0) - coalesce(p.cents, 0)) END AS wrong
      FROM posted p FULL JOIN rolled r ON r.stream = p.stream)
    SELECT ${verdictSql("wrong IS NOT NULL", "'stream ' || stream", "wrong")} FROM judged`,
});

/**
 * Half of what a 64-bit number carries: what the platform's accounts have must be stopped before nobody can
 * be sent it any more.
 */
const BOUND = 2n ** 62n;

const WITHIN_BOUNDS: Check = {
  name: "within_bounds",
  sql: `
    WITH deltas AS (SELECT account, sum(amount) AS amount FROM platform_delta GROUP BY account),
    balances AS (SELECT p.name, p.folded + coalesce(d.amount, 0) AS balance FROM platform_account p LEFT JOIN deltas d ON d.account = p.name)
    SELECT ${verdictSql(`abs(balance) >= ${BOUND}`, "name", "'has left its bounds'")} FROM balances`,
};
