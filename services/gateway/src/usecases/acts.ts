import type { Rate } from "@metercast/contracts/billing/v1/billing.ts";
import type { TransferPosted } from "@metercast/contracts/wallet/v1/events.ts";
import { Direction } from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Act, ActDetails, RequestActRequest } from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import { ERROR_CODES, type ErrorCode, type Logger, MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../domain/principal.ts";
import type { AuditLog } from "../ports/audit-log.ts";
import type { Billing } from "../ports/billing.ts";
import type { Wallet } from "../ports/wallet.ts";
import type { Withdrawals } from "../ports/withdrawals.ts";
import { actDetail } from "./act-views.ts";
import { recorded } from "./recorded.ts";

export interface ActPorts {
  /** Judges and keeps acts. Undefined: nothing can be paid out here, and one admin is enough. */
  withdrawals: Pick<Withdrawals, "requestAct" | "decideAct" | "finishAct" | "listActs"> | undefined;
  wallet: Pick<Wallet, "postAdjustment">;
  billing: Pick<Billing, "setRate" | "getStream">;
  audit: AuditLog;
}

/** What an act made, or that it waits for a second admin. */
export type Done<T> = { act: Act; made: undefined } | { act: Act | undefined; made: T };

interface Wish<T> {
  request: RequestActRequest;
  /** Done under this key; the act's id where acts are kept. */
  execute: (key: string, act: Act | undefined) => Promise<T>;
  /** "adjustment.requested": its row where it waits. */
  requested: string;
  detail: Record<string, unknown>;
  info: RequestInfo;
}

/** Registers an act, and does it unless a second admin is needed. Run again under the same key it finds its act, and what it made. */
export async function act<T>(ports: ActPorts, wish: Wish<T>): Promise<Done<T>> {
  const { withdrawals, audit } = ports;
  const { request, requested, detail, info } = wish;
  if (!withdrawals) return { act: undefined, made: await wish.execute(request.idempotencyKey, undefined) };
  const intent = { actor: request.actorId, action: requested, objectType: "act", objectId: "" };
  const kept = await recorded(
    audit,
    { ...intent, requestId: info.requestId, detail },
    async () => actOf(await withdrawals.requestAct(request)),
    ({ id, state, needsSecond }) =>
      needsSecond === ""
        ? undefined
        : {
            objectId: id,
            detail: { ...detail, needs_second: needsSecond, state },
            dedupKey: `act.requested:${id}`,
          },
  );
  if (kept.state === "failed") throw refusalOf(kept);
  if (kept.state !== "confirmed" && kept.state !== "executed") return { act: kept, made: undefined };
  return { act: kept, made: await finished(withdrawals, kept, () => wish.execute(kept.id, kept)) };
}

/** Does it and says so. What is refused for good is never tried again; of anything else nobody knows, and the job goes on. */
async function finished<T>(
  withdrawals: Pick<Withdrawals, "finishAct">,
  { id, state }: Act,
  execute: () => Promise<T>,
): Promise<T> {
  const made = await execute().catch(async (error: unknown) => {
    const { code, message } = MetercastError.from(error);
    if (code !== "unavailable" && code !== "internal")
      await withdrawals.finishAct({
        actId: id,
        executed: false,
        result: `${code}: ${message}`.slice(0, 500),
      });
    throw error;
  });
  if (state === "confirmed")
    // Where this is lost the job finds that it was done.
    await withdrawals.finishAct({ actId: id, executed: true, result: idOf(made) }).catch(() => undefined);
  return made;
}

const idOf = (made: unknown): string => {
  const { transferId, id } = made as { transferId?: string; id?: string };
  return transferId ?? id ?? "";
};

function actOf({ act: kept }: { act?: Act | undefined }): Act {
  if (!kept) throw new MetercastError("internal", "withdrawals answered without an act");
  return kept;
}

/** How it was refused the first time. */
function refusalOf({ result }: Act): MetercastError {
  const [code = "", ...words] = result.split(": ");
  const known = code in ERROR_CODES ? (code as ErrorCode) : "invalid_transition";
  return new MetercastError(known, words.join(": ") || undefined);
}

/** A second admin confirms; then it is done. Where it can't be done now the job does it, and the answer says `confirmed`. */
export async function confirmAct(
  ports: ActPorts,
  actId: string,
  { userId: actor }: Principal,
  { requestId }: RequestInfo,
): Promise<Act> {
  const { withdrawals, audit } = ports;
  if (!withdrawals) throw new MetercastError("act_not_found");
  const intent = { actor, action: "act.confirm", objectType: "act", objectId: actId, requestId, detail: {} };
  const confirmed = await recorded(
    audit,
    intent,
    async () => actOf(await withdrawals.decideAct({ actId, actorId: actor, action: "confirm", note: "" })),
    (kept) => ({ objectId: actId, detail: actDetail(kept), dedupKey: `act.confirm:${actId}` }),
  );
  return execute({ ...ports, withdrawals }, confirmed, requestId);
}

/** A second admin says no, or who asked takes it back. */
export async function declineAct(
  { withdrawals, audit }: ActPorts,
  actId: string,
  reason: string,
  { userId: actor }: Principal,
  { requestId }: RequestInfo,
): Promise<Act> {
  if (!withdrawals) throw new MetercastError("act_not_found");
  const about = { objectType: "act", objectId: actId };
  return recorded(
    audit,
    { actor, action: "act.decline", ...about, requestId, detail: { reason } },
    async () =>
      actOf(await withdrawals.decideAct({ actId, actorId: actor, action: "decline", note: reason })),
    (kept) => ({ objectId: actId, detail: { ...actDetail(kept), reason }, dedupKey: `act.decline:${actId}` }),
  );
}

type With = ActPorts & { withdrawals: NonNullable<ActPorts["withdrawals"]> };

/** Does a confirmed act of a kind that is the gateway's to do, and gives how it stands then. */
async function execute(ports: With, kept: Act, requestId: string): Promise<Act> {
  const run = executorOf(ports, kept, requestId);
  if (kept.state !== "confirmed" || !run) return kept;
  const now = { executedAt: new Date() };
  return finished(ports.withdrawals, kept, run).then(
    (made) => ({ ...kept, ...now, state: "executed", result: idOf(made) }),
    (error: unknown) => {
      const { code, message } = MetercastError.from(error);
      if (code === "unavailable" || code === "internal") return kept;
      return { ...kept, state: "failed", result: `${code}: ${message}` };
    },
  );
}

function executorOf(ports: ActPorts, kept: Act, requestId: string): (() => Promise<unknown>) | undefined {
  const what = kept.details?.what;
  if (what?.$case === "adjustment")
    return () => postAdjustment(ports, { kept, requestId, ...common(kept, what.value) });
  if (what?.$case === "rate") return () => putRate(ports, { kept, requestId, ...common(kept, what.value) });
  return undefined;
}

const common = <T>(kept: Act, value: T) => ({
  key: kept.id,
  value,
  reason: kept.reason,
  actor: kept.requestedBy,
});

interface Execution<T> {
  /** Undefined: acts are not kept here. */
  kept: Act | undefined;
  key: string;
  value: T;
  reason: string;
  actor: string;
  requestId: string;
}

/** Who asked and who confirmed, beside what was done. */
const whose = (kept: Act | undefined) =>
  kept && { act_id: kept.id, ...(kept.decidedBy !== "" && { confirmed_by: kept.decidedBy }) };

type Adjustment = Extract<NonNullable<ActDetails["what"]>, { $case: "adjustment" }>["value"];
type RateChange = Extract<NonNullable<ActDetails["what"]>, { $case: "rate" }>["value"];

/** The transfer of an adjustment, once by its key, with its row in the audit log. */
export function postAdjustment(
  { wallet, audit }: Pick<ActPorts, "wallet" | "audit">,
  { kept, key, value, reason, actor, requestId }: Execution<Adjustment>,
): Promise<TransferPosted> {
  const { userId, asset, direction, amount } = value;
  const detail = {
    ...actDetail({ details: { what: { $case: "adjustment", value } } }),
    reason,
    ...whose(kept),
  };
  return recorded(
    audit,
    { actor, action: "adjustment.posted", objectType: "transfer", objectId: "", requestId, detail },
    async () => {
      const { transfer } = await wallet.postAdjustment({
        source: "adjustment",
        requestId: key,
        userId,
        asset,
        direction: direction === "credit" ? Direction.DIRECTION_CREDIT : Direction.DIRECTION_DEBIT,
        amount,
        referenceType: "ADJUSTMENT",
        referenceId: key,
        reason,
        actorId: actor,
      });
      if (!transfer) throw new MetercastError("internal", "the wallet answered without a transfer");
      return transfer;
    },
    ({ transferId }) => ({ objectId: transferId, detail, dedupKey: `adjustment:${transferId}` }),
  );
}

/** A new version of a rate card, once by its key, with its row in the audit log. */
export function putRate(
  { billing, audit }: Pick<ActPorts, "billing" | "audit">,
  { kept, key, value, reason, actor, requestId }: Execution<RateChange>,
): Promise<Rate> {
  const { creatorId: _, ...terms } = value;
  const detail = { ...actDetail({ details: { what: { $case: "rate", value } } }), reason, ...whose(kept) };
  return recorded(
    audit,
    { actor, action: "rate.set", objectType: "rate", objectId: "", requestId, detail },
    async () => {
      const { rate } = await billing.setRate({ ...terms, reason, actorId: actor, idempotencyKey: key });
      if (!rate) throw new MetercastError("internal", "billing answered without a rate card");
      return rate;
    },
    ({ id, version }) => ({ objectId: id, detail: { ...detail, version }, dedupKey: `rate:${id}` }),
  );
}

/** Longer than any request that does its own act. */
const LEFT_BEHIND_MS = 30_000;
/** Each was a request of an admin: a turn has few, and the next one goes on. */
const LIMIT = 100;

/** Does what a crash left between confirmation and effect. Gives how many it found. */
export async function finishActs(ports: ActPorts, log: Logger, nowMs: number): Promise<number> {
  const { withdrawals } = ports;
  if (!withdrawals) return 0;
  const { acts } = await withdrawals.listActs({ state: "confirmed", limit: LIMIT, cursor: "" });
  const left = acts.filter(
    ({ decidedAt, requestedAt }) => ((decidedAt ?? requestedAt)?.getTime() ?? 0) < nowMs - LEFT_BEHIND_MS,
  );
  for (const kept of left)
    await execute({ ...ports, withdrawals }, kept, kept.id).catch((err: unknown) =>
      log.warn({ err, act: kept.id }, "acts: a confirmed one could not be done yet"),
    );
  return left.length;
}
