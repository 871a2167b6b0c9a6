import { type Logger, MetercastError } from "@metercast/runtime";
import type { AuditLog, AuditRow } from "../../ports/audit-log.ts";
import type { Search, SearchHit } from "../../ports/search.ts";

export interface SearchPorts {
  wallet: Search;
  billing: Search;
  /** Undefined: there is no such service. */
  withdrawals: Search | undefined;
  audit: Pick<AuditLog, "about">;
  log: Logger;
}

export interface Found {
  hits: SearchHit[];
  auditRows: AuditRow[];
  /** Services that did not answer: what they know is missing. */
  unavailable: string[];
}

/** More rows are for the audit log's own page. */
const AUDIT_ROWS = 10;
const DEADLINE_MS = 2_000;

/** Finds what an id names in all services. */
export async function search(
  { wallet, billing, withdrawals, audit, log }: SearchPorts,
  query: string,
): Promise<Found> {
  const unavailable: string[] = [];
  const answerOf = async <T>(name: string, found: Promise<T[]>): Promise<T[]> =>
    found.catch((error: unknown) => {
      if (MetercastError.from(error).code !== "unavailable") throw error;
      log.warn({ err: error, service: name }, "search: a service did not answer");
      unavailable.push(name);
      return [];
    });
  const options = { deadlineMs: DEADLINE_MS };
  const [inBilling, inWallet, inWithdrawals, auditRows] = await Promise.all([
    answerOf("billing", billing.search(query, options)),
    answerOf("wallet", wallet.search(query, options)),
    withdrawals ? answerOf("withdrawals", withdrawals.search(query, options)) : [],
    answerOf("gateway", audit.about(query, AUDIT_ROWS)),
  ]);
  return { hits: [...inBilling, ...inWallet, ...inWithdrawals], auditRows, unavailable };
}
