import { type ErrorCode, failpoint, MetercastError } from "@metercast/runtime";
import type { AuditIntent, AuditLog, AuditRecord } from "../ports/audit-log.ts";

/** After these errors the effect is unknown. After any other there was none. */
const UNKNOWN: readonly ErrorCode[] = ["unavailable", "internal"];

/**
 * Has an effect that must have a row in the audit log. The intent is stored before the effect, and the row
 * replaces it after; a sweep turns an intent that a crash left behind into a row with an unknown outcome.
 * @throws unavailable if the log can't be written: either nothing happened, or the same request writes the
 * missing row
 */
export async function recorded<T>(
  audit: AuditLog,
  intent: AuditIntent,
  effect: () => Promise<T>,
  /** Undefined: no row is needed after all. */
  record: (
    result: T,
  ) => (Pick<AuditRecord, "objectId" | "detail" | "dedupKey"> & Partial<AuditRecord>) | undefined,
): Promise<T> {
  const intentId = await audit.intend(intent);
  const result = await effect().catch(async (error: unknown) => {
    // If this fails, the sweep writes a row with an unknown outcome.
    if (!UNKNOWN.includes(MetercastError.from(error).code))
      await audit.forget(intentId).catch(() => undefined);
    throw error;
  });
  failpoint("gateway.before_audit");
  const outcome = record(result);
  if (outcome) await audit.complete(intentId, { ...intent, ...outcome });
  else await audit.forget(intentId);
  return result;
}
