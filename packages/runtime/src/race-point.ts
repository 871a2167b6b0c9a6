/**
 * The places where a crash hurts most. Tests start a service with METERCAST_CRASH_AT=<name> (or <name>:<n>, the n-th time) and it kills
 * itself there, as a power cut would: no handler runs, nothing is flushed.
 */
export type RacePointName =
  | "wallet.before_post"
  | "wallet.after_commit_before_ack"
  | "relay.between_publish_and_mark"
  | "billing.joining_committed"
  | "billing.before_emit_commit"
  | "billing.after_emit_commit"
  | "billing.before_result_commit"
  | "billing.top_up_credited"
  | "gateway.before_audit"
  | "withdrawals.placing_committed"
  | "withdrawals.hold_placed"
  | "withdrawals.before_attempt_commit"
  | "withdrawals.after_attempt_commit"
  | "withdrawals.after_stripe_accepted"
  | "withdrawals.before_reply_stored";

const [crashAt, nth = "1"] = (process.env.METERCAST_CRASH_AT ?? "").split(":");
let seen = 0;

/** Dies here if a test asked for it; otherwise costs one comparison. */
export function racePoint(name: RacePointName): void {
  if (crashAt !== name) return;
  seen += 1;
  if (seen === Number(nth)) process.kill(process.pid, "SIGKILL");
}
