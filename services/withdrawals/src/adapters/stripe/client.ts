import { withProviderSpans } from "@metercast/runtime";
import Stripe from "stripe";
import type { Outcome } from "../../ports.ts";
import { verdictOf } from "./errors.ts";

export interface StripeSettings {
  secretKey: string;
  /** Of the local stand-in; undefined: Stripe itself. */
  baseUrl: string | undefined;
  timeoutMs: number;
}

/** The one place where the SDK is made. It repeats nothing by itself: whoever calls knows which key may be used again. */
export function openStripe({ secretKey, baseUrl, timeoutMs }: StripeSettings): Stripe {
  const where = baseUrl === undefined ? {} : address(new URL(baseUrl));
  return new Stripe(secretKey, {
    ...where,
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    httpClient: withProviderSpans("stripe", Stripe.createNodeHttpClient()),
  });
}

function address({ hostname, port, protocol }: URL) {
  const scheme = protocol === "http:" ? "http" : "https";
  return { host: hostname, port: port || (scheme === "http" ? 80 : 443), protocol: scheme } as const;
}

/**
 * What a failed call tells about money that was asked to move. Where our key lacks a right, and where another request is in the way, the same key is asked
 * again; a balance that is too small is a refusal of this one call, and its caller knows what to do about it.
 */
export function outcomeOf(error: unknown): Exclude<Outcome, { kind: "done" }> {
  const verdict = verdictOf(error);
  const { code, type } = error as { code?: string; type?: string };
  const message = error instanceof Error ? error.message : String(error);
  const isRefusal =
    (verdict.kind === "permanent" && verdict.why !== "no_right") || code === "balance_insufficient";
  if (isRefusal) return { kind: "refused", code: code ?? "refused", detail: message };
  const keySpent = verdict.kind === "unknown" && verdict.keySpent;
  return { kind: "unknown", keySpent, detail: type ? `${type}: ${message}` : message };
}
