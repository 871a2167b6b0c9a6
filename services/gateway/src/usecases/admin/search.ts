import type { Logger } from "@metercast/runtime";
import type { Person } from "../../domain/person.ts";
import type { AuditLog, AuditRow } from "../../ports/audit-log.ts";
import type { PersonDirectory } from "../../ports/person-directory.ts";
import type { Search, SearchHit } from "../../ports/search.ts";
import { type Names, namesOf } from "../people/names-of.ts";
import { answers } from "./answers.ts";

export interface SearchPorts {
  wallet: Search;
  billing: Search;
  /** Undefined: there is no such service. */
  withdrawals: Search | undefined;
  audit: Pick<AuditLog, "about">;
  directory: Pick<PersonDirectory, "search" | "names">;
  log: Logger;
}

export interface Found {
  people: Person[];
  hits: SearchHit[];
  auditRows: AuditRow[];
  /** Of the people whom hits and rows name. */
  names: Names;
  /** Services that did not answer: what they know is missing. */
  unavailable: readonly string[];
}

/** More rows are for the audit log's own page. */
const AUDIT_ROWS = 10;
const MOST_PEOPLE = 10;
const DEADLINE_MS = 2_000;

/** Finds people by name, address and id, and in all services what an id, a title or an amount names. */
export async function search(ports: SearchPorts, query: string): Promise<Found> {
  const { wallet, billing, withdrawals, audit, directory, log } = ports;
  const gathered = answers(log, "search");
  const { of } = gathered;
  const options = { deadlineMs: DEADLINE_MS };
  const [people = [], inBilling = [], inWallet = [], inWithdrawals = [], auditRows = []] = await Promise.all([
    of("gateway", directory.search(query, MOST_PEOPLE)),
    of("billing", billing.search(query, options)),
    of("wallet", wallet.search(query, options)),
    of("withdrawals", withdrawals?.search(query, options) ?? Promise.resolve([])),
    of("gateway", audit.about(query, AUDIT_ROWS)),
  ]);
  const hits = [...inBilling, ...inWallet, ...inWithdrawals];
  const named = [...hits.map(({ userId }) => userId), ...auditRows.map(({ actor }) => actor)];
  const names = await namesOf({ directory, log }, named);
  return { people, hits, auditRows, names, unavailable: gathered.unavailable };
}
