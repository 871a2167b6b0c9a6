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
};
