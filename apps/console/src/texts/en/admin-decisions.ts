import { countText } from "../../format/money.ts";
import { counted, many } from "./words.ts";

const withdrawals = (count: number): string => counted(count, { one: "withdrawal", other: "withdrawals" });

/** Texts of what an admin decides: they load with the dialogs and the details of a row. */
export const deciding = {
  bulk: {
    approveTitle: (count: number, amount: string) => `Approve ${withdrawals(count)}, ${amount}?`,
    rejectTitle: (count: number, amount: string) => `Reject ${withdrawals(count)}, ${amount}?`,
    checking: (count: number) => `Checking ${withdrawals(count)}…`,
    approve: (amount: string) =>
      `${amount} in total leaves the creators’ balances and is sent. Each one stands for itself: one that fails does not stop the others.`,
    reject: (amount: string) =>
      `${amount} in total is not paid and is available to the creators again. All of them read your message.`,
    second: (count: number) =>
      `${countText(count)} of them ${many(count, "needs", "need")} two admins: nothing of ${many(count, "it", "them")} is paid until another admin approves, too.`,
    leftOut: (count: number) => `${withdrawals(count)} left out`,
    nothing: "None of these can be decided now.",
    doApprove: (count: number) => `Approve ${countText(count)}`,
    doReject: (count: number) => `Reject ${countText(count)}`,
    progress: (done: number, of: number) => `${countText(done)} of ${countText(of)}`,
    progressOf: "Decisions made",
    done: "Results",
    approved: (count: number, amount: string) => `Approved ${withdrawals(count)}, ${amount}.`,
    rejected: (count: number, amount: string) => `Rejected ${withdrawals(count)}, ${amount}.`,
    failed: (count: number) => `${withdrawals(count)} ${many(count, "was", "were")} not decided`,
    unsent: "Not sent: the connection broke off. Try again.",
    close: "Close",
    why: {
      own_withdrawal: "Your own withdrawal",
      second_admin_required: "Another admin must approve",
      already_approved: "You approved it before",
      invalid_transition: "Not pending any more",
      decision_pending: "Another admin has decided",
      destination_changed: "The destination has changed",
      withdrawal_not_found: "Not found",
      payouts_paused: "Payouts are paused",
      payouts_frozen: "Payouts are frozen",
    } as Record<string, string>,
  },
  facts: {
    title: "For the decision",
    age: "Age of the earnings",
    ageOf: (median: number) =>
      median === 0
        ? "Half within the last day"
        : `Half older than ${counted(median, { one: "day", other: "days" })}`,
    between: (from: string, to: string) => `${from} – ${to}`,
    viewers: "Earned from",
    viewersOf: (viewers: number, streams: number) =>
      `${counted(viewers, { one: "viewer", other: "viewers" })}, ${counted(streams, { one: "stream", other: "streams" })}`,
    share: "Largest viewer",
    shareOf: (percent: number) => `${countText(percent)}% of it`,
    adjustments: "Adjustments",
    noAdjustments: "None",
    by: (who: string) => `by ${who}`,
    method: "Payout method",
    added: "added",
    changed: "last changed",
    earlier: "Earlier payouts",
    noEarlier: "None",
    average: (amount: string) => `${amount} on average`,
    lastPaid: "last one",
    open: "Open problems",
    cases: (count: number) => `${counted(count, { one: "case", other: "cases" })}`,
    disputes: (count: number) => `${counted(count, { one: "dispute", other: "disputes" })}`,
    noneOpen: "None",
    unknown: "Not known now",
    available: "Balance",
  },
};

export const adminDecisions = {
  decision: {
    approveTitle: (amount: string) => `Approve ${amount}?`,
    rejectTitle: (amount: string) => `Reject ${amount}?`,
    approveStripe: (amount: string, creator: string) =>
      `${amount} leaves the balance of ${creator} and is sent to Stripe, which pays it to their bank in 1–3 business days.`,
    approveRail: (amount: string, creator: string, rail: string) =>
      `${amount} leaves the balance of ${creator} and is sent by ${rail}.`,
    approveInstant: (amount: string, creator: string, rail: string) =>
      `${amount} leaves the balance of ${creator} and is sent by ${rail} at once, as an instant payout.`,
    approveLocked: (time: string) => `The destination is locked: it is sent after ${time}.`,
    approveManual: (amount: string, creator: string) =>
      `${amount} leaves the balance of ${creator}. It is yours to pay by hand; mark it as paid afterwards.`,
    approveUnset: (amount: string, creator: string) =>
      `${amount} leaves the balance of ${creator} and waits until they have set up a payout method. Then an admin approves it for that method.`,
    approvePlace: (amount: string, creator: string) =>
      `${amount} of ${creator} is approved, but for another destination. It is sent to the new one once you approve.`,
    goesTo: "Goes to",
    approveFirst: (amount: string) =>
      `${amount} needs two admins. Yours is the first approval: nothing is paid until another admin approves, too.`,
    reject: (amount: string, creator: string) =>
      `${amount} is not paid and is available to ${creator} again at once. They see your note.`,
    note: "Note",
    message: "Message to the creator (optional)",
    reason: "Reason, for the creator",
    internal: "Internal note (optional)",
    internalHint: "Only admins see it.",
    noteNeeded: "Say why: the creator reads it.",
    approved: "Approved.",
    approvedFirst: "Your approval is kept. A second admin decides.",
    rejected: "Rejected.",
  },
  manual: {
    paid: "Mark as paid",
    failed: "Mark as failed",
    paidTitle: (amount: string) => `Have you paid ${amount}?`,
    paidHint: "The withdrawal is completed, with the reference of your payment on it.",
    failedTitle: (amount: string) => `Could ${amount} not be paid?`,
    asked: "A second admin has to confirm it. Nothing has changed yet.",
    failedHint: (amount: string) => `${amount} goes back to the creator’s balance. They see your note.`,
    reference: "Reference of the payment",
    referenceNeeded: "The bank’s reference, so that it can be found again.",
    details: "Pay to",
  },
  review: {
    title: "Needs review",
    lead: "Payouts that can’t continue without a person.",
    none: "Nothing needs review",
    noneHint: "Payouts of unknown outcome, failed reversals and missing payout methods appear here.",
    reasons: {
      payout_method_missing: {
        title: "No payout method",
        todo: "The creator has to set up a payout method. Then an admin approves it for that method.",
      },
      payout_method_restricted: {
        title: "Account can’t be paid now",
        todo: "The creator has to give Stripe the missing details, or choose another account. Metercast retries automatically.",
      },
      destination_unapproved: {
        title: "The destination has changed",
        todo: "Check the new destination, then approve it.",
      },
      payouts_paused: {
        title: "An admin has paused this creator’s payouts",
        todo: "It starts when an admin resumes them.",
      },
      payout_method_unavailable: {
        title: "This way to pay is not set up here",
        todo: "The service has no keys for it. Metercast retries when it has them.",
      },
      platform_balance_too_small: {
        title: "Too little money at the provider",
        todo: "Add funds to the platform’s balance at Stripe or PayPal. Metercast retries automatically.",
      },
      channel_unknown: {
        title: "Unknown payout channel",
        todo: "The wallet has no account for this payout channel, so no money has moved. Update the wallet first.",
      },
      connected_balance_negative: {
        title: "The creator’s account is in debt",
        todo: "Their Stripe account is below zero, so nothing was sent. Settle that with them. Metercast retries automatically.",
      },
      outcome_unknown: {
        title: "Outcome not known",
        todo: "Metercast repeats the request while that is safe. Don’t pay it in another way: it could be paid twice. Two admins can resolve it.",
      },
      reversal_failed: {
        title: "A reversal failed",
        todo: "The money is still at the creator’s Stripe account: take it back there, or ask them. Two admins can resolve it.",
      },
      frozen: { title: "Payouts are frozen", todo: "It is sent as soon as an admin lifts the freeze." },
    } as Record<string, { title: string; todo: string }>,
  },
};
