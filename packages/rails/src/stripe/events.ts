import { uuidOf } from "@metercast/contracts";
import { ownObjectId } from "@metercast/stripe";
import type Stripe from "stripe";
import type { RailNotice } from "../interface.ts";

/** Changed, closed to the platform, or with another bank account. */
const ABOUT_ACCOUNTS = /^account\.(updated|application\.deauthorized|external_account\.\w+)$/;

/** What an event of Stripe is about. Undefined where payouts need nothing of it. */
export function noticeOf(event: Stripe.Event): RailNotice | undefined {
  const { type, account = "" } = event;
  const objectId = ownObjectId(event);
  if (ABOUT_ACCOUNTS.test(type)) return { about: "account", accountId: account || objectId };
  if (type === "transfer.reversed") return { about: "payout", fundingRef: objectId };
  if (!type.startsWith("payout.")) return undefined;
  const { metadata } = event.data.object as { metadata?: Record<string, unknown> | null };
  const attempt = metadata?.attempt_id;
  const attemptId = typeof attempt === "string" ? uuidOf("attempt", attempt) : undefined;
  return { about: "payout", payoutRef: objectId, attemptId };
}
