import { MetercastError } from "@metercast/runtime";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { QueueDesk, RejectReason } from "../../ports/queue-desk.ts";
import { recorded } from "../recorded.ts";

export interface RejectReasonPorts {
  desk: QueueDesk;
  audit: AuditLog;
}

type By = { principal: Principal; request: RequestInfo };

/** More than anybody reads in a list. */
const MOST_REASONS = 50;

const aboutReason = (
  action: string,
  id: string,
  { principal, request }: By,
  detail: Record<string, string>,
) => ({
  actor: principal.userId,
  action: `reject_reason.${action}`,
  objectType: "reject_reason",
  objectId: id,
  requestId: request.requestId,
  detail,
});

const doneOnce = (action: string, id: string, { request }: By) =>
  `reject_reason:${action}:${id}:${request.actId || request.requestId}`;

/** @throws invalid_request where there are too many */
export function addRejectReason(
  { desk, audit }: RejectReasonPorts,
  reason: RejectReason,
  by: By,
): Promise<RejectReason> {
  const { id, title, text } = reason;
  const detail = { title, text };
  const add = async () => {
    if (await desk.addReason(reason, MOST_REASONS)) return reason;
    throw new MetercastError(
      "invalid_request",
      `There are ${MOST_REASONS} reasons already; delete one first.`,
    );
  };
  return recorded(audit, aboutReason("add", id, by, detail), add, () => ({
    objectId: id,
    detail,
    dedupKey: doneOnce("add", id, by),
  }));
}

/** @throws not_found */
export async function changeRejectReason(
  { desk, audit }: RejectReasonPorts,
  id: string,
  change: { title?: string; text?: string },
  by: By,
): Promise<RejectReason> {
  const before = await recorded(
    audit,
    aboutReason("change", id, by, { ...change }),
    () => found(desk.changeReason(id, change)),
    ({ title, text }) => ({
      objectId: id,
      detail: { ...change, before: { title, text } },
      dedupKey: doneOnce("change", id, by),
    }),
  );
  return { ...before, ...change };
}

/** What was rejected with it keeps its text. @throws not_found */
export async function removeRejectReason(
  { desk, audit }: RejectReasonPorts,
  id: string,
  by: By,
): Promise<void> {
  await recorded(
    audit,
    aboutReason("delete", id, by, {}),
    () => found(desk.removeReason(id)),
    ({ title, text }) => ({ objectId: id, detail: { title, text }, dedupKey: doneOnce("delete", id, by) }),
  );
}

async function found(reason: Promise<RejectReason | undefined>): Promise<RejectReason> {
  const one = await reason;
  if (one) return one;
  throw new MetercastError("not_found", "No such reason.");
}
