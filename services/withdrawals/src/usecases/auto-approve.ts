import type { Clock, Logger } from "@metercast/runtime";
import { failpoint } from "@metercast/runtime";
import type { BankCalendar } from "../domain/arrival.ts";
import {
  type AutoApprovalFacts,
  type AutoApprovalPolicy,
  type Obstacle,
  obstaclesTo,
  policyActor,
} from "../domain/auto-approval.ts";
import type { WithdrawalDetails } from "../domain/withdrawal.ts";
import type { Relay } from "../ports/relay.ts";
import type { Store, Transaction } from "../ports/store.ts";
import type { Wallet } from "../ports/wallet.ts";
import { judgeDecision, type Rules } from "./judge-decision.ts";
import { lockDetails, writeDecision } from "./write-decision.ts";

export interface AutoApprovePorts {
  store: Store;
  wallet: Pick<Wallet, "availability">;
  relay: Relay;
  clock: Clock;
  log: Logger;
  banks: BankCalendar;
  settings: { secondApprovalAboveCents: bigint };
  countAutoApproval(): void;
}

/** Withdrawals in one run: each is a call of the wallet and a short transaction, one after the other. */
const LIMIT = 20;
/** What is against a withdrawal changes seldom: an age, a limit of the day, a debt. */
const AGAIN_MS = 60_000;

/** Approves the pending withdrawals that the policy in force allows. "again": there may be more. */
export async function autoApprove(ports: AutoApprovePorts): Promise<"again" | undefined> {
  const { autoApprovals } = ports.store;
  const policy = await autoApprovals.present();
  if (!policy?.enabled) return undefined;
  const due = await autoApprovals.due(policy.version, new Date(ports.clock.now()), LIMIT);
  for (const one of due)
    await look(ports, one).catch((err: unknown) =>
      ports.log.warn({ err, withdrawal: one.id }, "a policy could not look at a withdrawal yet"),
    );
  return due.length === LIMIT ? "again" : undefined;
}

async function look(
  ports: AutoApprovePorts,
  { id, creatorId }: { id: string; creatorId: string },
): Promise<void> {
  const { debt } = await ports.wallet.availability(creatorId);
  const approved = await ports.store.transaction((tx) => decide(ports, tx, id, debt > 0n));
  if (!approved) return;
  failpoint("auto_approval.committed");
  ports.countAutoApproval();
  ports.relay.wake();
}

/** In one transaction under one lock: of two replicas the second one sees the first one's sum. */
async function decide(
  ports: AutoApprovePorts,
  tx: Transaction,
  id: string,
  hasDebt: boolean,
): Promise<boolean> {
  await tx.autoApprovals.lock();
  const policy = await tx.autoApprovals.present();
  const found = await lockDetails(tx, id);
  const { withdrawal } = found;
  // Somebody decided meanwhile.
  if (!policy?.enabled || withdrawal.status !== "PENDING" || withdrawal.hold !== "held") return false;
  // An admin has decided and may undo it; a policy does not come between.
  if (await tx.decisions.find(id)) return false;
  const at = new Date(ports.clock.now());
  const obstacles = obstaclesTo(policy, await factsOf(tx, found, { policy, hasDebt, at }));
  if (obstacles.length > 0) {
    await keepObstacles(tx, policy, id, obstacles, at);
    return false;
  }
  const secondAboveCents = ports.settings.secondApprovalAboveCents;
  const rules: Rules = { secondAboveCents, banks: ports.banks, now: at };
  const request = {
    withdrawalId: id,
    actorId: policyActor(policy.version),
    action: "approve" as const,
    note: "",
    internalNote: "",
    payoutMethodId: withdrawal.payoutMethodId,
  };
  await writeDecision(tx, found, judgeDecision(found, request, rules));
  await tx.autoApprovals.add({ withdrawalId: id, version: policy.version, amount: withdrawal.amount, at });
  failpoint("auto_approval.before_commit");
  return true;
}

const keepObstacles = (
  tx: Transaction,
  { version }: AutoApprovalPolicy,
  withdrawalId: string,
  reasons: Obstacle[],
  at: Date,
) =>
  tx.autoApprovals.keepCheck({ withdrawalId, version, reasons, nextAt: new Date(at.getTime() + AGAIN_MS) });

async function factsOf(
  tx: Transaction,
  { withdrawal, approvedBy, barredApprovers }: WithdrawalDetails,
  { policy, hasDebt, at }: { policy: AutoApprovalPolicy; hasDebt: boolean; at: Date },
): Promise<AutoApprovalFacts> {
  const { creatorId, payoutMethodId, amount, approvalsNeeded, needsReview } = withdrawal;
  const method = payoutMethodId === undefined ? undefined : await tx.methods.find({ id: payoutMethodId });
  return {
    amount,
    dayAmount: await tx.autoApprovals.dayAmount(at),
    ...(await tx.autoApprovals.history(creatorId)),
    needsTwo: approvalsNeeded + approvedBy.length > 1,
    isAdjusted: barredApprovers.length > 0,
    creatorId,
    policyMakers: await tx.autoApprovals.makers(policy.version),
    isMethodReady: method?.state === "ready",
    needsReview: needsReview !== "",
    isPaused: (await tx.schedules.pauses(creatorId)).admin !== undefined,
    hasDebt,
    isFrozen: await tx.freeze.stopsPayouts(),
    at,
  };
}
