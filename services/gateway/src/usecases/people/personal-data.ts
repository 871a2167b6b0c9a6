import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { Cases } from "../../ports/cases.ts";
import type { People } from "../../ports/people.ts";
import type { PersonDirectory } from "../../ports/person-directory.ts";
import type { QueueDesk } from "../../ports/queue-desk.ts";
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

/**
 * Deletes what the platform keeps of a person beside the books: what tokens said, notes about them, what they
 * wrote in cases, an admin's saved views, and what notifications store. The ledger, withdrawals and the audit
 * log keep their rows under the id.
 */
export function erasePerson(
  {
    people,
    directory,
    cases,
    desk,
    audit,
    forget,
  }: Omit<PersonalDataPorts, "people"> & {
    /** Undefined: there is no notifications service. */
    people: Pick<People, "erase"> | undefined;
    directory: Pick<PersonDirectory, "erase">;
    cases: Pick<Cases, "eraseCaseTexts">;
    /** An admin's saved views. */
    desk: Pick<QueueDesk, "forget">;
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
    { actor, action: "person.erased", ...object, requestId, detail: {} },
    async () => {
      await people?.erase(personId);
      await cases.eraseCaseTexts(personId);
      await directory.erase(personId);
      await desk.forget(personId);
      forget(personId);
    },
    () => ({ ...object, detail: {}, dedupKey: `person-erasure:${personId}:${actId}` }),
  );
}
