import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { Schedule } from "../../domain/schedule.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Schedules } from "../../ports/schedules.ts";
import { recorded } from "../recorded.ts";

export interface PauseCreatorPorts {
  schedules: Pick<Schedules, "pausePayouts">;
  audit: AuditLog;
}

export interface PauseCreatorRequest {
  creatorId: string;
  paused: boolean;
  reason: string;
}

/** An admin pauses or resumes all payouts that a creator asks for, by hand or by schedule. */
export async function pauseCreator(
  { schedules, audit }: PauseCreatorPorts,
  { creatorId, paused, reason }: PauseCreatorRequest,
  { userId: actor }: Principal,
  { requestId, actId }: RequestInfo,
): Promise<Schedule> {
  const action = paused ? "creator_payouts.paused" : "creator_payouts.resumed";
  const object = { objectType: "creator", objectId: creatorId };
  const detail = { reason };
  return recorded(
    audit,
    { actor, action, ...object, requestId, detail },
    () => schedules.pausePayouts({ creatorId, by: "admin", paused, actorId: actor, reason }),
    () => ({ objectId: creatorId, detail, dedupKey: `creator-payouts:${creatorId}:${actId}` }),
  );
}
