import { z } from "zod";

/**
 * What goes wrong with a call. "saved" means under its idempotency key: the same key answers the same
 * again.
 */
export const FAULT_EFFECTS = [
  /** Nothing happens and no answer comes. */
  "timeout_before",
  /** It happens and is saved, but no answer comes. */
  "timeout_after_execution",
  /** Nothing happens; a 500 is answered and saved. */
  "saved_500",
  /**
   * It happens, yet a 500 is answered and saved: the object is there to be found, the key will never name
   * it.
   */
  "500_after_execution",
  /** It happens and is saved; a proxy answers 502 in its place. The same key then answers well. */
  "502_after_execution",
  /** Nothing happens, nothing is saved. */
  "503_before",
  /** The connection breaks before anything happens. The SDK retries once. */
  "connection_reset_before",
  /** It happens and is saved, then the connection breaks. The SDK retries once. */
  "connection_reset_after",
  /** Rate limit: nothing happens, nothing is saved. */
  "429",
  /**
   * Our API key lacks the right: nothing happens, nothing is saved, whatever the idempotency key has done
   * before.
   */
  "403_before",
  /** The connected account is closed to us: the same, with the code that says so. */
  "account_invalid_before",
  /** Stripe refuses for good, with `error`: nothing happens; the answer is saved under the key. */
  "refuse",
  /**
   * `delay_ms` pass before it happens, or less until `endDelays`; meanwhile the key is in use. It happens
   * even when the caller has gone.
   */
  "delay",
] as const;
export type FaultEffect = (typeof FAULT_EFFECTS)[number];

/** Bounds what a test may queue; a list that grows past this is a mistake in the test. */
const QUEUE_LIMIT = 1_000;
const DAY_MS = 86_400_000;
const times = z.number().int().min(1).max(QUEUE_LIMIT).default(1);
const milliseconds = z.number().int().min(0).max(DAY_MS);

export const faultSchema = z.strictObject({
  match: z
    .strictObject({
      method: z.enum(["GET", "POST", "DELETE"]).optional(),
      /** "/v1/transfers", or with a star at its end for all that begin so. */
      path: z.string().optional(),
      account: z.string().optional(),
      /** From the nth matching call on (1 is the next one). */
      nth: z.number().int().min(1).optional(),
    })
    .default({}),
  effect: z.enum(FAULT_EFFECTS),
  times,
  delay_ms: milliseconds.optional(),
  /** Of "refuse". */
  error: z
    .strictObject({
      status: z.number().int().min(400).max(499).default(400),
      message: z.string().default("Refused (made by a fault)."),
      code: z.string().optional(),
      param: z.string().optional(),
    })
    .optional(),
});
/** `seen` counts the matching calls so far. */
export type Fault = z.output<typeof faultSchema> & { seen?: number | undefined };

export const payoutPlanSchema = z.strictObject({
  /** Only for payouts of this account; default: of any. */
  account: z.string().optional(),
  /** "hold": in transit until `settlePayout`. */
  outcome: z.enum(["paid", "fail", "paid_then_fail", "hold"]),
  failure_code: z.string().default("account_closed"),
  /** From creation to the result; default: the setting. */
  delay_ms: milliseconds.optional(),
  /** From paid to failed. */
  fail_after_ms: milliseconds.optional(),
  times,
});
export type PayoutPlan = z.output<typeof payoutPlanSchema>;

export const failureRuleSchema = z.strictObject({
  account: z.string().optional(),
  code: z.string().default("balance_insufficient"),
  times,
});
export type FailureRule = z.output<typeof failureRuleSchema>;

export const webhookModeSchema = z.strictObject({
  delay_ms: milliseconds.optional(),
  /** How many times more each event is sent. */
  duplicate: z.number().int().min(0).max(20).optional(),
  /** Each delivery waits a pseudo-random part of 300 ms, so that they arrive out of order. */
  shuffle: z.boolean().optional(),
  seed: z.number().int().optional(),
  /** Nothing is sent; `deliver` does it. */
  drop: z.boolean().optional(),
  /** As `drop`, for these types ("payout.*" means all that begin so). */
  drop_types: z.array(z.string()).optional(),
  /** The signature says it was made this long ago. */
  signed_seconds_ago: z.number().int().optional(),
});
export type WebhookMode = z.output<typeof webhookModeSchema>;

export const endpointSchema = z.strictObject({
  url: z.url(),
  secrets: z.array(z.string().min(1)).min(1).max(10),
  connect: z.boolean(),
  types: z.array(z.string()).optional(),
});

export interface RecordedCall {
  request_id: string;
  method: string;
  path: string;
  account: string | null;
  idempotency_key: string | null;
  params: Record<string, unknown>;
  /** What was decided, even when the answer never left. */
  status: number;
  replayed: boolean;
  fault: FaultEffect | null;
}
