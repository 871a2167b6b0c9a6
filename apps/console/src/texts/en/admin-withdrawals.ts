import { countText } from "../../format/money.ts";
import { many } from "./words.ts";

export const adminWithdrawals = {
  admin: {
    queue: "Queue",
    queueLead: "Withdrawals waiting for a decision, oldest first.",
    pending: "Waiting",
    pendingNote: (count: number) =>
      count === 0 ? "None" : `${countText(count)} ${many(count, "request", "requests")}`,
    onItsWay: "On its way",
    paid: "Paid",
    payouts: (count: number) => `${countText(count)} ${many(count, "payout", "payouts")}`,
    oldest: "Oldest request",
    noneWaits: "None",
    needReview: (count: number) => `${countText(count)} ${many(count, "needs", "need")} review`,
    noneNeedsReview: "Nothing needs review",
    unknown: (count: number) => `${countText(count)} of unknown outcome`,
    empty: "The queue is empty",
    emptyHint: "New requests appear here automatically. You can leave this page open.",
    keys: "J and K move, A approves, R rejects",
    keysOff: "Single keys are off",
    turnKeysOff: "Turn keys off",
    turnKeysOn: "Turn keys on",
    arrived: (count: number, amount: string) =>
      count === 1 ? `A new request: ${amount}.` : `${countText(count)} new requests.`,
    approve: "Approve",
    reject: "Reject",
    ofCreator: (amount: string, creator: string) => `${amount} of ${creator}`,
    record: {
      earned: (amount: string) => `${amount} earned`,
      available: (amount: string) => `${amount} available`,
      paid: (count: number, amount: string) =>
        count === 0
          ? "never paid before"
          : `${amount} paid in ${countText(count)} ${many(count, "payout", "payouts")}`,
      refused: (count: number) => `${countText(count)} rejected`,
      returned: (count: number) => `${countText(count)} returned`,
      paused: "payouts are paused",
    },
    to: (method: string) => `to ${method}`,
    toNowhere: "no payout method yet",
    waits: "waits",
    marks: {
      scheduled: "Scheduled",
      instant: "Instant",
      locked: (time: string) => `Locked until ${time}`,
    },
    secondApproval: "Needs a second admin",
    firstOfTwo: (who: string) => `1 of 2, by ${who},`,
    /** Creators read "Held": their money is. Admins read what the request is. */
    status: {
      PENDING: "Pending",
      APPROVED: "On its way",
      COMPLETED: "Paid",
      REJECTED: "Rejected",
      FAILED: "Returned",
      CANCELED: "Canceled",
    },
    columns: {
      amount: "Amount",
      creator: "Creator",
      status: "Status",
      asked: "Requested",
      changed: "Changed",
      note: "Note",
      id: "Id",
      why: "Why",
    },
  },
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
  processed: {
    title: "Withdrawals",
    lead: "Every request and its result.",
    all: "All withdrawals",
    status: "Status",
    creator: "Creator",
    none: "No withdrawals here",
    noneHint: "Choose another status to see more.",
    show: "Show",
  },
  one: {
    title: (amount: string) => `Withdrawal of ${amount}`,
    creator: "Creator",
    email: "Email",
    method: "Paid to",
    record: "Record",
    timeline: "Timeline",
    attempts: "Payout attempts",
    noAttempts: "Nothing was sent yet",
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
