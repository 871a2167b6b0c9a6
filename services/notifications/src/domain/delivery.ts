/** Ways out of the house. The inbox is none: its row is the notification. */
export const CHANNELS = ["email", "push"] as const;
export type DeliveryChannel = (typeof CHANNELS)[number];

/** One notification that is to go to one target now. */
export interface DueDelivery {
  id: string;
  notificationId: string;
  userId: string;
  channel: DeliveryChannel;
  /** The subscription of a push; empty for a mail. */
  target: string;
  template: string;
  /** Empty, or what all deliveries of one digest share. */
  digest: string;
  kind: string;
  params: unknown;
  /** Failed attempts so far. */
  attempts: number;
  /** When the first of them began; the time of this one where there was none. */
  attemptedAt: Date;
  /** An earlier attempt may have arrived: the connection broke at its end, or the process died. */
  maybeSent: boolean;
}

/** `error` is a stable word, such as `smtp_451`: no address, no endpoint, no text of others. */
export type Outcome =
  | { outcome: "sent" }
  | {
      outcome: "retry";
      error: string;
      /** Not before this, for example what Retry-After asked for. */
      afterMs?: number;
      maybeSent?: true;
      /** Nobody answered, or not to this sender. The channel pauses, because others would fail too. */
      unreachable?: true;
    }
  | { outcome: "failed"; error: string }
  | { outcome: "suppressed"; error: string };

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const FIRST_PAUSE_MS = 15_000;
/** After an outage of the other side, a mail waits this long at most. */
const LONGEST_PAUSE_MS = 30 * MINUTE_MS;
/** A server that answers "later" for so long will not take it. */
const GIVE_UP_MS = 24 * HOUR_MS;
/** While nobody answers there is no verdict; older news are of no use. */
const GIVE_UP_UNREACHABLE_MS = 72 * HOUR_MS;
/** A mail that can't go holds up the person's later ones only for so long. */
export const HOLDS_UP_MS = 2 * HOUR_MS;

export type Verdict =
  | { state: "sent" | "failed" | "suppressed"; error: string }
  | { dueAt: Date; error: string; maybeSent: boolean };

/** What becomes of deliveries after an attempt. `random` is between 0 and 1. */
export function judgeAttempt(
  { attempts, attemptedAt }: Pick<DueDelivery, "attempts" | "attemptedAt">,
  outcome: Outcome,
  now: Date,
  random: number,
): Verdict {
  if (outcome.outcome === "sent") return { state: "sent", error: "" };
  const { error } = outcome;
  if (outcome.outcome !== "retry") return { state: outcome.outcome, error };
  const limit = outcome.unreachable ? GIVE_UP_UNREACHABLE_MS : GIVE_UP_MS;
  if (now.getTime() - attemptedAt.getTime() >= limit) return { state: "failed", error };
  const pause = Math.max(pauseMs(attempts, random), outcome.afterMs ?? 0);
  return {
    // A Retry-After of a week is as good as none.
    dueAt: new Date(now.getTime() + Math.min(pause, GIVE_UP_MS)),
    error,
    maybeSent: outcome.maybeSent ?? false,
  };
}

/** Doubles from 15 s to 30 min, less up to a half of it. */
const pauseMs = (attempts: number, random: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10)) * (1 - random / 2);
