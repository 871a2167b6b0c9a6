import type { Onboarding } from "../ports/onboarding.ts";
import type { Payer } from "../ports/payer.ts";
import type { Store } from "../ports/store.ts";
import { readAccount } from "./read-account.ts";

export interface HandleStripeEventPorts {
  store: Store;
  onboarding: Onboarding | undefined;
  payer: Payer;
}

/** An event as far as it names what it is about. */
export interface StripeEvent {
  type: string;
  /** The connected account, or empty. */
  account: string;
  objectId: string;
  /** By our metadata on the object. Only a hint where to look. */
  attemptId: string | undefined;
}

/** Changed, or closed to the platform. */
const ABOUT_ACCOUNTS = /^account\.(updated|application\.deauthorized)$/;

/**
 * Handles a stored event. The event only shows that its object has changed; Stripe gives the object's
 * present state. So events may come twice, late, or in any order. Gives the outcome to keep.
 */
export async function handleStripeEvent(
  ports: HandleStripeEventPorts,
  event: StripeEvent,
): Promise<"handled" | "not_ours" | "ignored"> {
  const isOurs = await noticeObject(ports, event);
  if (isOurs === undefined) return "ignored";
  if (!isOurs) return "not_ours";
  ports.payer.wake();
  return "handled";
}

/** Undefined where this service takes no such events. */
async function noticeObject(
  { store, onboarding }: HandleStripeEventPorts,
  { type, account, objectId, attemptId }: StripeEvent,
): Promise<boolean | undefined> {
  const { attempts } = store;
  if (ABOUT_ACCOUNTS.test(type)) return onboarding && readAccount({ store, onboarding }, account || objectId);
  if (type === "transfer.reversed") return (await attempts.notice({ fundingRef: objectId })) > 0;
  if (!type.startsWith("payout.")) return undefined;
  const known = await attempts.notice({ payoutRef: objectId });
  // The event may arrive before our own call is answered.
  if (known > 0 || attemptId === undefined) return known > 0;
  return (await attempts.notice({ id: attemptId })) > 0;
}
