import { newUuid } from "@metercast/contracts";
import { type Logger, MetercastError } from "@metercast/runtime";
import {
  type ActKind,
  type DualControlLimits,
  losesMoney,
  needsSecond,
  type RateTerms,
  sameUser,
  tieOf,
} from "../domain/dual-control.ts";
import type { Act, ActDetails, Acts, NewAct } from "../ports.ts";

export interface ActWish {
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
  /** The admin knows that this rate loses money. */
  acceptLoss?: boolean;
}

/** Does a confirmed act. It has one effect however often it runs, by the act's id. Gives what it made. */
export type ExecuteAct = (act: Act) => Promise<string>;
/** Of the kinds that this service does itself. */
export type ActExecutors = Partial<Record<ActKind, ExecuteAct>>;

export interface ActPorts {
  acts: Acts;
  executors: ActExecutors;
  limits: DualControlLimits;
  expiryHours: number;
  log: Logger;
}

const HOUR_MS = 3_600_000;

/**
 * Asks for an act. The answer's state is `pending` where a second admin must confirm it, and `executed` or `confirmed` where one was enough: executed if this service
 * does that kind itself, confirmed if the caller does it now. The same request of a second admin about the same object confirms the first one's.
 */
export async function requestAct(ports: ActPorts, wish: ActWish, now: Date): Promise<Act> {
  const { rate, acceptLoss, actorId, ...rest } = wish;
  if (rate && losesMoney(rate, ports.limits) && acceptLoss !== true) throw lossNotAccepted();
  const id = newUuid(now.getTime());
  const act: NewAct = {
    ...rest,
    id,
    requestedBy: actorId,
    requestedAt: now,
    expiresAt: new Date(now.getTime() + ports.expiryHours * HOUR_MS),
  };
  const { kind, subject, cents } = wish;
  const kept = await ports.acts.request(act, (sums) =>
    needsSecond(
      {
        kind,
        actorId,
        subject,
        cents,
        rate,
        subjectDayCents: sums.subject,
        adminDayCents: sums.admin,
      },
      ports.limits,
    ),
  );
  // Another admin asked for the same before: this is the second one's consent.
  if (kept.state === "pending" && !sameUser(kept.requestedBy, actorId))
    return decideAct(ports, { id: kept.id, actorId, action: "confirm", note: wish.reason }, now);
  return execute(ports, kept);
}

const lossNotAccepted = () =>
  new MetercastError("invalid_request", "This rate costs more than it brings in.", {
    fields: [{ field: "accept_loss", message: "must be true: this rate loses money" }],
  });

export interface ActDecision {
  id: string;
  actorId: string;
  action: "confirm" | "decline";
  note: string;
}

/** A second admin confirms or declines; the admin who asked may decline their own. @throws act_not_found, second_admin_required, invalid_transition */
export async function decideAct(ports: ActPorts, decision: ActDecision, now: Date): Promise<Act> {
  const { actorId, action, note } = decision;
  const known = await found(ports, decision.id);
  // The same admin's same decision again: its answer was lost.
  if (isDecidedSo(known, decision)) return execute(ports, known);
  const decided = await ports.acts.decide(decision.id, (act) => {
    if (act.state !== "pending" || act.expiresAt <= now)
      throw new MetercastError("invalid_transition", `It is ${stateAt(act, now)} already.`);
    if (action === "confirm") mayConfirm(act, actorId);
    const state = action === "confirm" ? "confirmed" : "declined";
    return { state, decidedBy: actorId, decidedAt: now, decisionNote: note };
  });
  return execute(ports, decided);
}

function isDecidedSo({ state, decidedBy }: Act, { actorId, action }: ActDecision): boolean {
  if (decidedBy !== actorId) return false;
  return (action === "decline") === (state === "declined");
}

const stateAt = (act: Act, now: Date) =>
  act.state === "pending" && act.expiresAt <= now ? "expired" : act.state;

function mayConfirm({ kind, requestedBy, subject }: Act, actorId: string): void {
  const tie = tieOf(kind, actorId, { requester: [requestedBy], subject: [subject] });
  if (tie === "requester")
    throw new MetercastError(
      "second_admin_required",
      "You asked for this: a different admin must confirm it.",
    );
  if (tie !== undefined)
    throw new MetercastError(
      "second_admin_required",
      "This is about yourself: another admin must confirm it.",
    );
}

/** Does what is confirmed, where this service does that kind. What fails for now is left for the next turn of the job. */
async function execute(ports: ActPorts, act: Act): Promise<Act> {
  const run = ports.executors[act.kind];
  if (act.state !== "confirmed" || !run) return act;
  try {
    const result = await run(act);
    return (await ports.acts.finish(act.id, "executed", result, new Date())) ?? found(ports, act.id);
  } catch (error) {
    const { code, message } = MetercastError.from(error);
    if (code === "unavailable" || code === "internal") throw error;
    await ports.acts.finish(act.id, "failed", `${code}: ${message}`.slice(0, 500), new Date());
    // The admin whose request this was sees the refusal itself.
    if (act.needsSecond === "") throw error;
    return found(ports, act.id);
  }
}

async function found({ acts }: ActPorts, id: string): Promise<Act> {
  const act = await acts.find(id);
  if (!act) throw new MetercastError("act_not_found");
  return act;
}

/** Longer than any request that executes its own act. */
const LEFT_BEHIND_MS = 30_000;
/** Each was a request of an admin: a turn has few, and the next one goes on. */
const LIMIT = 50;

/** Expires what nobody decided in time, and does what a crash left between confirmation and effect. */
export async function sweepActs(ports: ActPorts, now: Date): Promise<void> {
  const expired = await ports.acts.expire(now);
  if (expired > 0) ports.log.info({ expired }, "acts that nobody confirmed in time have expired");
  const kinds = Object.keys(ports.executors) as ActKind[];
  const before = new Date(now.getTime() - LEFT_BEHIND_MS);
  for (const act of await ports.acts.leftBehind(kinds, before, LIMIT))
    await execute(ports, act).catch((err: unknown) =>
      ports.log.warn({ err, act: act.id }, "a confirmed act could not be done yet"),
    );
}
