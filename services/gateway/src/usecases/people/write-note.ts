import type { PersonNote } from "../../domain/person.ts";
import type { Principal, RequestInfo } from "../../domain/principal.ts";
import type { AuditLog } from "../../ports/audit-log.ts";
import type { PersonDirectory } from "../../ports/person-directory.ts";
import { recorded } from "../recorded.ts";

export interface WriteNotePorts {
  directory: Pick<PersonDirectory, "addNote">;
  audit: AuditLog;
}

/**
 * An admin writes a note about a person. The audit log has that it was written, not what: the log keeps its
 * rows when the person is erased.
 */
export function writeNote(
  { directory, audit }: WriteNotePorts,
  { userId, text }: Pick<PersonNote, "userId" | "text">,
  { userId: actor }: Principal,
  { requestId, actId }: RequestInfo,
): Promise<PersonNote> {
  const key = `person-note:${userId}:${actId}`;
  const object = { objectType: "person", objectId: userId };
  return recorded(
    audit,
    { actor, action: "person_note.written", ...object, requestId, detail: {} },
    () => directory.addNote({ key, userId, authorId: actor, text }),
    () => ({ ...object, detail: {}, dedupKey: key }),
  );
}
