import type { RailName, RailNotice } from "@metercast/rails";
import type { Clock } from "@metercast/runtime";
import type { Payer } from "../ports/payer.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store } from "../ports/store.ts";
import { readAccount } from "./read-account.ts";

export interface HandleRailNoticePorts {
  store: Store;
  rails: Rails;
  payer: Payer;
  clock: Clock;
  methodLockHours: number;
}

/**
 * Handles a stored event of a provider. It only shows that its object has changed; the provider gives the
 * object's present state. So events may come twice, late, or in any order. Gives the outcome to keep.
 */
export async function handleRailNotice(
  ports: HandleRailNoticePorts,
  rail: RailName,
  notice: RailNotice | undefined,
): Promise<"handled" | "not_ours" | "ignored"> {
  if (!notice) return "ignored";
  if (!(await isOurs(ports, rail, notice))) return "not_ours";
  ports.payer.wake();
  return "handled";
}

async function isOurs(
  { rails, ...ports }: HandleRailNoticePorts,
  rail: RailName,
  notice: RailNotice,
): Promise<boolean> {
  if (notice.about === "account") {
    const onboarding = rails.get(rail)?.onboarding;
    if (!onboarding) return false;
    return readAccount({ ...ports, onboarding }, { rail, accountId: notice.accountId, announced: true });
  }
  const { attemptId, fundingRef, payoutRef } = notice;
  const names = { ...(fundingRef && { fundingRef }), ...(payoutRef && { payoutRef }) };
  if ((await ports.store.attempts.notice(names)) > 0) return true;
  // The event may arrive before our own call is answered.
  return attemptId !== undefined && (await ports.store.attempts.notice({ id: attemptId })) > 0;
}
