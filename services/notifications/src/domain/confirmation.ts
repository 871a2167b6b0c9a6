const DAY_MS = 86_400_000;
/** Nobody's mailbox is filled by somebody who signs in with its address. */
const MOST_A_DAY = 3;
/** A link in a mail that was read on Monday works on the weekend. */
const VALID_MS = 7 * DAY_MS;

/** Undefined: there were enough confirmation mails within a day. */
export function nextConfirmation(
  mailedAt: readonly Date[],
  now: Date,
): { until: Date; mailedAt: readonly Date[] } | undefined {
  const recent = mailedAt.filter((at) => now.getTime() - at.getTime() < DAY_MS);
  if (recent.length >= MOST_A_DAY) return undefined;
  return { until: new Date(now.getTime() + VALID_MS), mailedAt: [...recent, now] };
}
