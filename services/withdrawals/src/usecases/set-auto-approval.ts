import { MetercastError } from "@metercast/runtime";
import type { Act } from "../domain/act.ts";
import {
  type AutoApprovalTerms,
  allowsMore,
  type DryRun,
  dryRun,
  NO_POLICY,
  policyActor,
} from "../domain/auto-approval.ts";
import type { Store } from "../ports/store.ts";
import { type ActPorts, type ExecuteAct, executedInTransaction } from "./execute-act.ts";
import { requestAct } from "./request-act.ts";

export interface SetAutoApprovalRequest extends AutoApprovalTerms {
  reason: string;
  actorId: string;
  idempotencyKey: string;
}

/**
 * Requests a new version of the policy. One that allows more waits for a second admin; one that allows less
 * counts at once.
 */
export async function setAutoApproval(
  { dualControl }: { dualControl: ActPorts },
  { reason, actorId, idempotencyKey, ...terms }: SetAutoApprovalRequest,
): Promise<Act> {
  const present = (await dualControl.store.autoApprovals.present()) ?? NO_POLICY;
  return requestAct(dualControl, {
    kind: "auto_approval",
    subject: "",
    // Two requests are two acts: a second admin confirms exactly one of them.
    object: "",
    cents: 0n,
    details: { autoApproval: storedTerms(terms) },
    reason,
    actorId,
    idempotencyKey,
    loosens: allowsMore(terms, present),
  });
}

/** Amounts as text: JSON has no bigint. */
const storedTerms = ({ maxPayout, maxDay, ...rest }: AutoApprovalTerms) => ({
  ...rest,
  maxPayout: `${maxPayout}`,
  maxDay: `${maxDay}`,
});

/**
 * Writes the version. Act and effect are one transaction, which judges again: since the request another
 * admin may have made the policy tighter. @throws second_admin_required
 */
export function executeAutoApproval({ store, clock }: Pick<ActPorts, "store" | "clock">): ExecuteAct {
  return async (act) => {
    const now = new Date(clock.now());
    return store.transaction(async (tx) => {
      await tx.autoApprovals.lock();
      const present = await tx.autoApprovals.present();
      const terms = readTerms(act);
      if (act.decidedBy === "" && allowsMore(terms, present ?? NO_POLICY)) throw secondNeeded();
      const next = (present?.version ?? 0) + 1;
      const policy = { ...terms, version: next, reason: act.reason, actId: act.id, at: now };
      await tx.autoApprovals.insertVersion(policy);
      const made = policyActor(next);
      await executedInTransaction(tx, { ...act, object: made }, now);
      return made;
    });
  };
}

const secondNeeded = () =>
  new MetercastError(
    "second_admin_required",
    "Another admin has changed the policy meanwhile: these terms allow more than it. Ask again.",
  );

function readTerms({ details }: Act): AutoApprovalTerms {
  const kept = (details.autoApproval ?? {}) as Record<string, unknown>;
  return {
    enabled: kept.enabled === true,
    maxPayout: BigInt(String(kept.maxPayout ?? 0)),
    maxDay: BigInt(String(kept.maxDay ?? 0)),
    minAccountAgeDays: Number(kept.minAccountAgeDays ?? 0),
    minCompletedPayouts: Number(kept.minCompletedPayouts ?? 0),
  };
}

/** A dry run reads at most so many: the newest of its days. */
const MOST_PAST = 1_000;
const DAY_MS = 86_400_000;

/**
 * What terms would have approved of the last days' withdrawals. What is not kept of the past (a debt, a
 * pause, an adjustment) counts as absent.
 */
export async function dryRunAutoApproval(
  { store, clock, settings }: DryRunPorts,
  { days, ...terms }: AutoApprovalTerms & { days: number },
): Promise<DryRun> {
  const since = new Date(clock.now() - days * DAY_MS);
  const past = await store.autoApprovals.past(since, MOST_PAST, settings.secondApprovalAboveCents);
  return dryRun(terms, past);
}

export interface DryRunPorts {
  store: Pick<Store, "autoApprovals">;
  clock: ActPorts["clock"];
  settings: { secondApprovalAboveCents: bigint };
}
