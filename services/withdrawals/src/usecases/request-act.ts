import { newUuid } from "@metercast/contracts";
import { MetercastError } from "@metercast/runtime";
import { type Act, type ActDetails, firstState, isConsent, type NewAct, stateAt } from "../domain/act.ts";
import {
  type ActFacts,
  type ActKind,
  losesMoney,
  needsSecond,
  type RateTerms,
} from "../domain/dual-control.ts";
import type { Transaction } from "../ports/store.ts";
import { decideAct } from "./decide-act.ts";
import { type ActPorts, executeAct } from "./execute-act.ts";

export interface ActRequest {
  kind: ActKind;
  subject: string;
  /** The withdrawal that it is about, or empty. Of one withdrawal one act of a kind is open at a time. */
  object: string;
  cents: bigint;
  details: ActDetails;
  reason: string;
  actorId: string;
  idempotencyKey: string;
  rate?: RateTerms;
  /** Of an earnings policy, as the wallet judged it. */
  releasesNothingEarlier?: boolean;
  /** A policy that allows more than the present one. */
  loosens?: boolean;
  /** The admin knows that this rate loses money. */
  acceptLoss?: boolean;
}

const HOUR_MS = 3_600_000;
/** Admins work this list off. More waiting acts come from a script, not from people. */
const MAX_PENDING = 1_000;

/**
 * Requests an act. The answer's state is `pending` where a second admin must confirm it, `executed` where
 * this service has executed it, and `confirmed` where the caller executes it now. The same request of a
 * second admin about the same object confirms the first one's.
 */
export async function requestAct(ports: ActPorts, request: ActRequest): Promise<Act> {
  const { rate, releasesNothingEarlier, loosens, acceptLoss, actorId, ...rest } = request;
  if (rate && losesMoney(rate, ports.limits) && acceptLoss !== true) throw lossNotAccepted();
  const now = new Date(ports.clock.now());
  const act: NewAct = {
    ...rest,
    id: newUuid(now.getTime()),
    requestedBy: actorId,
    requestedAt: now,
    expiresAt: new Date(now.getTime() + ports.expiryHours * HOUR_MS),
  };
  const judged = { rate, releasesNothingEarlier, loosens };
  const kept = await ports.store.transaction((tx) => keep(ports, tx, act, judged));
  if (isConsent(kept, actorId))
    return decideAct(ports, { id: kept.id, actorId, action: "confirm", note: request.reason });
  return executeAct(ports, kept);
}

const lossNotAccepted = () =>
  new MetercastError("invalid_request", "This rate costs more than it brings in.", {
    fields: [{ field: "accept_loss", message: "must be true: this rate loses money" }],
  });

async function keep(
  { limits }: ActPorts,
  { acts }: Transaction,
  act: NewAct,
  judged: Pick<ActFacts, "rate" | "releasesNothingEarlier" | "loosens">,
): Promise<Act> {
  const { kind, subject, object, cents, requestedBy: actorId, requestedAt: now } = act;
  await acts.lockPeople(actorId, subject);
  const known = await acts.ofKey(act);
  if (known && !known.isSame) throw new MetercastError("idempotency_conflict");
  if (known) return known.act;
  const open = object === "" ? undefined : await acts.openAbout(kind, object);
  if (open && stateAt(open, now) !== "expired") return open;
  if (open) await acts.expireOne(open.id);
  const sums = await acts.daySums({ subject, adminId: actorId, before: now });
  const facts = { kind, actorId, subject, cents, ...judged };
  const needed = needsSecond({ ...facts, subjectDayCents: sums.subject, adminDayCents: sums.admin }, limits);
  if (needed !== "" && (await acts.pendingCount(now)) >= MAX_PENDING)
    throw new MetercastError(
      "limit_exceeded",
      `${MAX_PENDING} acts wait for a second admin: decide on those first.`,
    );
  return acts.insert(act, needed, firstState(needed));
}
