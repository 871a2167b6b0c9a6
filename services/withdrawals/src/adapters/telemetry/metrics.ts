import { type CountRefusal, RAILS, type RailName } from "@metercast/rails";
import { counter, gauge, type Logger, type Sampled, sample } from "@metercast/runtime";
import { SKIP_REASONS } from "../../domain/run.ts";
import type { ReviewReason } from "../../domain/withdrawal.ts";
import type { Figures } from "../../ports/figures.ts";
import type { CountRun } from "../../ports/run-counts.ts";

const OPEN = ["PENDING", "APPROVED"] as const;
/** Every reason, so that one that is gone shows as 0. */
const REASONS: readonly Exclude<ReviewReason, "">[] = [
  "payout_method_missing",
  "payout_method_restricted",
  "destination_unapproved",
  "payout_method_unavailable",
  "channel_unknown",
  "platform_balance_too_small",
  "connected_balance_negative",
  "outcome_unknown",
  "reversal_failed",
  "payouts_paused",
  "frozen",
];

export function withdrawalMetrics(log: Logger, read: () => Promise<Figures>): Sampled<Figures> {
  const figures = sample(log, "withdrawals", read);
  openWithdrawals(figures);
  attempts(figures);
  const show = (name: `metercast_${string}`, description: string, of: (figures: Figures) => number) =>
    gauge(name, description, (result) => {
      const latest = figures.latest();
      if (latest) result.observe(of(latest));
    });
  show("metercast_payouts_frozen", "1: no new payout attempt starts until an admin lifts it", ({ frozen }) =>
    frozen ? 1 : 0,
  );
  show(
    "metercast_payout_runs_due",
    "Runs of payout schedules whose time has come and that were not made yet",
    ({ dueRuns }) => dueRuns.count,
  );
  show(
    "metercast_payout_runs_oldest_due_seconds",
    "For how long the oldest of them has been due",
    ({ dueRuns }) => dueRuns.oldestSeconds,
  );
  return figures;
}

function openWithdrawals(figures: Sampled<Figures>): void {
  const show = (
    name: `metercast_withdrawals_${string}`,
    description: string,
    of: "count" | "cents" | "oldestSeconds",
  ) =>
    gauge(name, description, (result) => {
      const latest = figures.latest();
      if (!latest) return;
      for (const status of OPEN)
        result.observe(latest.open.find((row) => row.status === status)?.[of] ?? 0, { status });
    });
  show("metercast_withdrawals_open", "Withdrawals that wait for a decision, or for their payout", "count");
  show("metercast_withdrawals_open_cents", "What they come to", "cents");
  show(
    "metercast_withdrawals_oldest_open_age_seconds",
    "For how long the oldest of them has waited",
    "oldestSeconds",
  );
  gauge("metercast_withdrawals_attention", "Withdrawals that ask a person to look, by reason", (result) => {
    const latest = figures.latest();
    if (!latest) return;
    for (const reason of REASONS)
      result.observe(latest.needsReview.find((row) => row.reason === reason)?.count ?? 0, {
        attention: reason,
      });
  });
}

function attempts(figures: Sampled<Figures>): void {
  const show = (
    name: `metercast_payout_attempts_${string}`,
    description: string,
    of: "unsettled" | "unknown",
    what: "count" | "oldestSeconds",
  ) =>
    gauge(name, description, (result) => {
      const latest = figures.latest();
      if (latest) result.observe(latest[of][what]);
    });
  show(
    "metercast_payout_attempts_unsettled",
    "Payout attempts under way: neither paid nor failed",
    "unsettled",
    "count",
  );
  show(
    "metercast_payout_attempts_oldest_unsettled_age_seconds",
    "Age of the oldest of them",
    "unsettled",
    "oldestSeconds",
  );
  show(
    "metercast_payout_attempts_unknown",
    "Payout attempts whose outcome at Stripe is not known",
    "unknown",
    "count",
  );
  show(
    "metercast_payout_attempts_oldest_unknown_age_seconds",
    "For how long the oldest has been unknown",
    "unknown",
    "oldestSeconds",
  );
}

const STEPS = ["onboarding", "transfer", "payout", "reversal"] as const;
const WHYS = ["account_closed", "account_restricted", "no_right", "refused"] as const;

/** What counts the refusals of one rail. */
export function refusalMetrics(): (rail: RailName) => CountRefusal {
  const refused = counter(
    "metercast_stripe_refusals_total",
    "Requests that a provider refused for good, by rail, step and reason",
    RAILS.flatMap(({ name: rail }) => STEPS.flatMap((step) => WHYS.map((why) => ({ rail, step, why })))),
  );
  return (rail) => (step, why) => refused.add(1, { rail, step, why });
}

export function runMetrics(): { countRun: CountRun; countAutoApproval: () => void } {
  const runs = counter(
    "metercast_payout_runs_total",
    "Runs of creators' payout schedules, by outcome",
    ["created", ...SKIP_REASONS].map((outcome) => ({ outcome })),
  );
  const approvals = counter("metercast_auto_approvals_total", "Withdrawals that a policy approved");
  return {
    countRun: (outcome) => runs.add(1, { outcome }),
    countAutoApproval: () => approvals.add(1),
  };
}
