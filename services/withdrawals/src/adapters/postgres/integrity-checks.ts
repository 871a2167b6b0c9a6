import { verdictSql } from "@metercast/postgres/integrity";

/** Each gives (compared, wrong, detail, fingerprint). What changed in the last ten minutes may be on its way and is left out where that matters. */
export const OWN_CHECKS: readonly { name: string; sql: string }[] = [
  {
    // I9: where the money is agrees with the state.
    name: "states_agree_with_holds",
    sql: `
      SELECT ${verdictSql("NOT fine", "id", "'is ' || status || ' with its hold ' || hold")}
      FROM (SELECT id, status, hold, CASE
              WHEN status = 'PENDING' THEN hold IN ('placing', 'held')
              WHEN status IN ('REJECTED', 'CANCELED') THEN hold = 'voided' OR (hold = 'held' AND updated_at > now() - interval '10 minutes')
              WHEN status = 'APPROVED' THEN hold = 'posted' OR (hold = 'held' AND updated_at > now() - interval '10 minutes')
              ELSE hold = 'posted' END AS fine
            FROM withdrawal) AS each`,
  },
  {
    // I8: paid and not returned at most once, and no more than was asked for.
    name: "paid_at_most_once",
    sql: `
      SELECT ${verdictSql("paid > 1 OR sum > amount", "id", "format('of %s was paid %s times, %s in all', amount, paid, sum)")}
      FROM (SELECT w.id, w.amount, count(*) AS paid, sum(a.amount) AS sum FROM withdrawal w JOIN payout_attempt a ON a.withdrawal = w.id
            WHERE a.state IN ('sent', 'paid', 'settled') OR (a.state = 'reversing' AND a.paid_at IS NOT NULL) GROUP BY w.id) AS each`,
  },
  {
    name: "states_agree_with_attempts",
    sql: `
      SELECT ${verdictSql("NOT fine", "id", "format('is %s with attempts: %s', status, coalesce(states, 'none'))")}
      FROM (SELECT w.id, w.status, string_agg(a.state, ', ' ORDER BY a.id) AS states, CASE
              WHEN w.status = 'COMPLETED' THEN count(*) FILTER (WHERE a.state IN ('paid', 'settled') OR (a.state = 'reversing' AND a.paid_at IS NOT NULL)) = 1
              WHEN w.status = 'FAILED' THEN count(*) FILTER (WHERE a.state NOT IN ('failed', 'reversed', 'returned')) = 0 AND count(a.id) > 0
              WHEN w.status = 'APPROVED' THEN count(*) FILTER (WHERE a.state IN ('paid', 'settled')) = 0
              ELSE count(a.id) = 0 END AS fine
            FROM withdrawal w LEFT JOIN payout_attempt a ON a.withdrawal = w.id GROUP BY w.id) AS each`,
  },
  {
    // I17: an attempt goes to where the withdrawal goes, and enough admins have approved it for there.
    name: "paid_where_approved",
    sql: `
      SELECT ${verdictSql("NOT fine", "id", "format('is for version %s of its place %s, and is paid to %s', version, place, destination)")}
      FROM (SELECT w.id, w.destination_version AS version, w.destination AS place, a.destination, a.destination = w.destination AND a.method = m.kind AND w.approvals_needed <=
              (SELECT count(*) FROM approval p WHERE p.withdrawal = w.id AND p.destination_version = w.destination_version) AS fine
            FROM withdrawal w JOIN payout_attempt a ON a.withdrawal = w.id JOIN payout_method m ON m.id = w.payout_method
            WHERE a.state <> 'failed') AS each`,
  },
  {
    // Every state was reached by a line of the history.
    name: "history_is_complete",
    sql: `
      SELECT ${verdictSql("last IS DISTINCT FROM status", "id", "format('is %s; its history ends with %s', status, coalesce(last, 'nothing'))")}
      FROM (SELECT w.id, w.status, (SELECT to_status FROM withdrawal_change c WHERE c.withdrawal = w.id ORDER BY c.id DESC LIMIT 1) AS last
            FROM withdrawal w WHERE w.hold <> 'placing') AS each`,
  },
  {
    name: "events_leave",
    sql: `
      SELECT ${verdictSql("created_at < now() - interval '10 minutes'", "subject", "'has waited since ' || created_at || ': ' || id")}
      FROM outbox WHERE sent_at IS NULL`,
  },
];
