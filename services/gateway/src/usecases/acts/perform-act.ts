import { ERROR_CODES, type ErrorCode, MetercastError } from "@metercast/runtime";
import type { Act, ActDetails } from "../../domain/act.ts";
import type { RequestInfo } from "../../domain/principal.ts";
import type { Acts } from "../../ports/acts.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import { recorded } from "../recorded.ts";
import { finishAct } from "./finish-act.ts";

export interface PerformActPorts {
  /** Undefined: nothing can be paid out here, and one admin is enough. */
  acts: Pick<Acts, "requestAct" | "finishAct"> | undefined;
  audit: AuditLog;
}

export interface PerformActRequest<T> {
  details: ActDetails;
  reason: string;
  actorId: string;
  idempotencyKey: string;
  acceptLoss: boolean;
  /** Of an earnings policy: the wallet has judged so. */
  releasesNothingEarlier?: boolean;
  /** The action of its audit row while it waits: "adjustment.requested". */
  requestedAction: string;
  auditDetail: Record<string, unknown>;
  info: RequestInfo;
  /** Has the effect, once by its key: the act's id, where acts are kept. */
  execute: (key: string, act: Act | undefined) => Promise<T>;
}

/** The effect of an act, or the act that waits for a second admin. */
export type Performed<T> = { act: Act; made: undefined } | { act: Act | undefined; made: T };

/**
 * Registers an act, and executes it unless a second admin is needed. Run again under the same key it finds
 * its act and its effect. @throws the earlier refusal of an act that failed
 */
export async function performAct<T>(
  { acts, audit }: PerformActPorts,
  request: PerformActRequest<T>,
): Promise<Performed<T>> {
  const { details, reason, actorId, idempotencyKey, acceptLoss, execute } = request;
  const { releasesNothingEarlier = false } = request;
  if (!acts) return { act: undefined, made: await execute(idempotencyKey, undefined) };
  const { requestedAction: action, auditDetail: detail, info } = request;
  const intent = {
    actor: actorId,
    action,
    objectType: "act",
    objectId: "",
    requestId: info.requestId,
    detail,
  };
  const register = () =>
    acts.requestAct({ details, reason, actorId, idempotencyKey, acceptLoss, releasesNothingEarlier });
  const act = await recorded(audit, intent, register, ({ id, status, needsSecond }) =>
    needsSecond === undefined
      ? undefined
      : {
          objectId: id,
          detail: { ...detail, needs_second: needsSecond, state: status },
          dedupKey: `act.requested:${id}`,
        },
  );
  if (act.status === "failed") throw refusalOf(act);
  if (act.status !== "confirmed" && act.status !== "executed") return { act, made: undefined };
  return { act, made: await finishAct({ acts }, act, () => execute(act.id, act)) };
}

/** The error with which the act failed the first time. */
function refusalOf({ result = "" }: Act): MetercastError {
  const [code = "", ...words] = result.split(": ");
  const known = code in ERROR_CODES ? (code as ErrorCode) : "invalid_transition";
  return new MetercastError(known, words.join(": ") || undefined);
}
