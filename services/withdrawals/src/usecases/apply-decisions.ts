import { failpoint, type Logger, MetercastError } from "@metercast/runtime";
import type { HeldDecision } from "../domain/held-decision.ts";
import type { Relay } from "../ports/relay.ts";
import type { Transaction } from "../ports/store.ts";
import type { HoldDecisionPorts, UndoableRequest } from "./hold-decision.ts";
import { judgeDecision, rulesOf } from "./judge-decision.ts";
import { lockDetails, writeDecision } from "./write-decision.ts";

export interface ApplyDecisionsPorts extends HoldDecisionPorts {
  relay: Relay;
  log: Logger;
}

/** Each is a short transaction of its own; the next run comes at once while there are more. */
const LIMIT = 40;
/** Half of the pool stays for requests. */
const AT_ONCE = 4;
/** After a failure that says nothing about the decision, so that it does not stand before the others. */
const AGAIN_MS = 10_000;

/** Applies the held decisions whose time has come. "again": there may be more. */
export async function applyDecisions(ports: ApplyDecisionsPorts): Promise<"again" | undefined> {
  const { decisions } = ports.store;
  const due = await decisions.due(new Date(ports.clock.now()), LIMIT);
  for (let at = 0; at < due.length; at += AT_ONCE)
    await Promise.all(due.slice(at, at + AT_ONCE).map((id) => applyOrPostpone(ports, id)));
  if (due.length > 0) ports.relay.wake();
  return due.length === LIMIT ? "again" : undefined;
}

async function applyOrPostpone(ports: ApplyDecisionsPorts, id: string): Promise<void> {
  try {
    await ports.store.transaction((tx) => apply(ports, tx, id));
  } catch (err) {
    ports.log.warn({ err, withdrawal: id }, "a held decision could not be applied yet");
    await ports.store.decisions.postpone(id, new Date(ports.clock.now() + AGAIN_MS));
  }
}

/** Under the withdrawal's lock: an undo comes before it or too late, and two replicas apply it once. */
async function apply(ports: ApplyDecisionsPorts, tx: Transaction, id: string): Promise<void> {
  const found = await lockDetails(tx, id);
  const held = await tx.decisions.find(id);
  const now = ports.clock.now();
  if (!held || held.takesEffectAt.getTime() > now) return;
  try {
    await checkUnchanged(tx, held, found.withdrawal);
    const decision = judgeDecision(found, requestOf(held), rulesOf(ports, now));
    await writeDecision(tx, found, decision);
  } catch (error) {
    const { code, message: detail, http } = MetercastError.from(error);
    if (http >= 500) throw error;
    const { action, actorId } = held;
    await tx.decisions.stop(id, { action, actorId, code, detail, at: new Date(now) });
    await tx.withdrawals.update(id, {});
  }
  failpoint("decisions.before_apply_commit");
}

/**
 * What the admin could not know: another destination, a freeze or a pause that began after the decision.
 * Money that stays is no loss: a rejection needs none of it.
 */
async function checkUnchanged(
  tx: Transaction,
  { action, destinationVersion, madeAt }: HeldDecision,
  withdrawal: { destinationVersion: number; creatorId: string },
): Promise<void> {
  if (action === "reject") return;
  if (withdrawal.destinationVersion !== destinationVersion)
    throw new MetercastError("destination_changed", "It goes to another place now. Look at it again.");
  const freeze = await tx.freeze.read();
  if (freeze.frozen && freeze.at > madeAt) throw new MetercastError("payouts_frozen");
  const { admin } = await tx.schedules.pauses(withdrawal.creatorId);
  if (admin && admin.at > madeAt) throw new MetercastError("payouts_paused");
}

/** Its destination is compared by its version. */
const requestOf = ({ withdrawalId, action, actorId, note, internalNote }: HeldDecision): UndoableRequest => {
  const words = { withdrawalId, actorId, note, internalNote };
  return action === "reject" ? { ...words, action } : { ...words, action, payoutMethodId: undefined };
};
