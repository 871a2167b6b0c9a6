import { type ErrorCode, failpoint, MetercastError } from "@metercast/runtime";
import type { AuditIntent, AuditLog, AuditRecord } from "../ports/audit-log.ts";

/** After these nobody knows whether there was an effect. Any other refusal says that there was none. */
const UNKNOWN: readonly ErrorCode[] = ["unavailable", "internal"];

/**
 * An effect that must not be without its row in the audit log. What is intended is written down before the effect, and the row takes its place after it; of
 * what a crash leaves in between a sweep makes a row that says so. @throws unavailable where it can't be written down: then nothing has happened, or the same
 * request again writes the missing row
 */
export async function recorded<T>(
  audit: AuditLog,
  intent: AuditIntent,
  effect: () => Promise<T>,
  /** Undefined: this needs no row after all. */
  record: (
    result: T,
  ) => (Pick<AuditRecord, "objectId" | "detail" | "dedupKey"> & Partial<AuditRecord>) | undefined,
): Promise<T> {
  const intentId = await audit.intend(intent);
  const result = await effect().catch(async (error: unknown) => {
    // Where forgetting fails the sweep's row says that nobody knows.
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
