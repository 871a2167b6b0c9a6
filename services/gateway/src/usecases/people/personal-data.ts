import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { People } from "../../ports/people.ts";
import { recorded } from "../recorded.ts";

export interface PersonalDataPorts {
  people: People;
  audit: AuditLog;
}

/** Everything that notifications store of a person, for a request under the GDPR. */
export function exportPersonalData(
  { people, audit }: PersonalDataPorts,
  personId: string,
  { userId: actor }: Principal,
  { requestId, actId }: RequestInfo,
): Promise<Record<string, unknown>> {
  const object = { objectType: "person", objectId: personId };
  return recorded(
    audit,
    { actor, action: "notification_data.exported", ...object, requestId, detail: {} },
    () => people.exportData(personId),
    () => ({ ...object, detail: {}, dedupKey: `notification-data-export:${personId}:${actId}` }),
  );
}

/** Deletes everything that notifications store of a person. The ledger keeps its entries. */
export function erasePersonalData(
  {
    people,
    audit,
    forget,
  }: PersonalDataPorts & {
    /** In this replica. Others report the person again within the hour. */
    forget(userId: string): void;
  },
  personId: string,
  { userId: actor }: Principal,
  { requestId, actId }: RequestInfo,
): Promise<void> {
  const object = { objectType: "person", objectId: personId };
  return recorded(
    audit,
    { actor, action: "notification_data.erased", ...object, requestId, detail: {} },
    async () => {
      await people.erase(personId);
      forget(personId);
    },
    () => ({ ...object, detail: {}, dedupKey: `notification-data-erasure:${personId}:${actId}` }),
  );
}
