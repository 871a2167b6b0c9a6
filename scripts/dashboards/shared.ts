import { type Panel, rate } from "./panels.ts";

export const minutes: Panel = {
  title: "Minutes decided",
  unit: "cps",
  description: "By what the ledger made of them. Paid ones earn; refused ones end their session.",
  queries: [rate("metercast_minute_outcomes_total", "outcome")],
};
export const books: Panel = {
  title: "Books",
  unit: "short",
  description: "1: every check was right when it last ran.",
  stat: { redBelow: 1 },
  queries: [["min(metercast_integrity_check_ok)", "right"]],
};
export const frozen: Panel = {
  title: "Payouts frozen",
  unit: "short",
  stat: { redFrom: 1 },
  queries: [["max(metercast_payouts_frozen)", "frozen"]],
};
export const unknown: Panel = {
  title: "Payouts of unknown outcome",
  unit: "short",
  stat: { redFrom: 1 },
  queries: [["max(metercast_payout_attempts_unknown)", "unknown"]],
};
export const withdrawals: Panel = {
  title: "Open withdrawals",
  unit: "short",
  queries: [["max by (status) (metercast_withdrawals_open)", "{{status}}"]],
};
export const waiting: Panel = {
  title: "Oldest due minute that waits",
  unit: "s",
  stat: { redFrom: 60 },
  queries: [["max(metercast_meter_oldest_unanswered_age_seconds)", "oldest"]],
};
export const sessions: Panel = {
  title: "Sessions metered",
  unit: "short",
  queries: [["sum(metercast_meter_sessions)", "sessions"]],
};
