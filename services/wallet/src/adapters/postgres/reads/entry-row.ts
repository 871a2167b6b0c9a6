import { publicId } from "@metercast/contracts";
import type { Account } from "../../../domain/account.ts";
import type { Entry } from "../../../ports/entries.ts";
import type { PageOfEntriesRow } from "./entries.queries.ts";

/** An entry as it is read: of a minute, of a posting to a creator, or of a transfer. */
export type EntryRow = PageOfEntriesRow;

export function toEntry(row: EntryRow, { asset }: Account): Entry {
  const {
    amount,
    version,
    balance_after: balanceAfter,
    created_at: createdAt,
    reference_type: referenceType,
  } = row;
  const direction: Entry["direction"] = amount > 0n ? "credit" : "debit";
  const base = { direction, referenceType, asset, amount, balanceAfter, version, createdAt };
  if (row.minute !== null) {
    const id = `min_${row.id.replaceAll("-", "")}`;
    return {
      ...base,
      id,
      referenceId: publicId("session", row.reference),
      metadata: { minute: String(row.minute) },
    };
  }
  if (row.lines !== null) {
    const streamId = publicId("stream", row.reference);
    return {
      ...base,
      id: `pst_${row.batch}_${streamId.slice(4)}`,
      referenceId: streamId,
      metadata: { minutes: String(row.lines) },
    };
  }
  const metadata = { ...(row.reason && { reason: row.reason }), ...(row.actor && { actor_id: row.actor }) };
  return { ...base, id: publicId("transfer", row.id), referenceId: row.reference, metadata };
}
