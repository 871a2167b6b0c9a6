import { countText } from "../../format/money.ts";
import { many, minutes, tokens } from "./words.ts";

export const viewer = {
  streams: {
    title: "Live now",
    lead: "Pay for the minutes you watch, and for nothing else.",
    live: "Live",
    ended: "Ended",
    none: "Nobody is live right now",
    noneHint: "Streams appear here as soon as they start.",
  },
  watch: {
    picture: "Stream",
    price: (count: number) => `${countText(count)} ${tokens(count)} a minute`,
    viewers: (count: number) => `${countText(count)} ${many(count, "viewer", "viewers")}`,
    start: "Start watching",
    startHint: (price: number) =>
      `${countText(price)} ${tokens(price)} for each whole minute. If you leave, the rest of a paid minute is kept for ten minutes.`,
    again: "Continue watching",
    leave: "Leave",
    receipt: "See receipts",
    others: "Other streams",
    notJoined: "You could not join",
    notEnough: "Not enough tokens",
    notEnoughHint: (price: number) =>
      `The next minute costs ${countText(price)} ${tokens(price)}. Top up and keep watching.`,
    usedUp: "Your tokens are used up",
    usedUpHint: "Top up to keep watching, or leave.",
    paidFor: (watched: number, paid: number) =>
      `You watched ${countText(watched)} ${many(watched, "minute", "minutes")} for ${countText(paid)} ${tokens(paid)}.`,
    overHint: "See who else is live.",
    endedBy: {
      left: "You left the stream",
      lost: "The connection was lost",
      stream_ended: "The stream has ended",
      insufficient_funds: "Your tokens are used up",
    } as Record<string, string> & { left: string; stream_ended: string },
  },
  meter: {
    title: "Your tokens",
    left: (count: bigint) => `${tokens(count)} left`,
    price: "Price",
    lasts: "Time left",
    free: "This stream is free",
    about: (count: bigint) => (count === 0n ? "less than a minute" : `about ${minutes(count)}`),
    until: (time: string) => `until ${time}`,
    thisVisit: "This visit",
    lowNow: "Few tokens are left. You can top up on this page.",
    arrived: (count: string) => `${count} tokens have arrived.`,
  },
  topUp: {
    title: "Top up",
    buy: "Buy",
    for: "for",
    how: "Paid by card in a new tab. The stream goes on.",
    opened: "Pay in the new tab. Your tokens then appear here.",
  },
  paid: {
    done: {
      title: "Thank you",
      lead: "Your tokens arrive as soon as the payment is confirmed, usually within seconds. You can close this tab and keep watching.",
    },
    left: {
      title: "Nothing was paid",
      lead: "You left the payment before it was made. You can close this tab.",
    },
    close: "Close this tab",
    kept: "Your browser keeps this tab open: close it yourself, the stream is in the other one.",
    home: "Back to Metercast",
  },
  receipts: {
    title: "Receipts",
    lead: "What you watched and paid, day by day.",
    none: "No receipts yet",
    noneHint: "Every stream that you watch appears here with its minutes.",
    toStreams: "See who is live",
    stream: "A stream",
    session: "Session",
    running: "Running",
    usedUp: "Tokens used up",
    minutesOf: (title: string) => `the minutes of ${title}`,
    minute: (number: number) => `Minute ${number}`,
    minuteLasts: (seconds: number) => `a minute lasts ${seconds} s here`,
    noMinutes: "No whole minute was watched: nothing was paid.",
    andMore: (count: number) => `and ${countText(count)} more minutes at the same price`,
  },
};
