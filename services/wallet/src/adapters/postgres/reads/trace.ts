import type { Asset } from "@metercast/money";
import { one, rows, type Sql } from "@metercast/postgres";
import { accountName, type PlatformAccount } from "../../../domain/account.ts";
import type { Credit } from "../../../domain/funding.ts";
import type { TracedTransfer, Traces } from "../../../ports/traces.ts";
import { findHolds } from "../ledger/holds.ts";
import * as statements from "./trace.queries.ts";

/** Follows money through the books by their indexes. */
export function postgresTraces(sql: Sql): Traces {
  return {
    async findTransfer(id) {
      const row = await one(sql, statements.findTransfer, { id });
      return row && toTransfer(row);
    },
    async transfersOf(requests) {
      const sources = requests.map(({ source }) => source);
      const requestIds = requests.map(({ requestId }) => requestId);
      return (await rows(sql, statements.transfersOfRequests, { sources, requestIds })).map(toTransfer);
    },
    async findHold(id) {
      const [hold] = await findHolds(sql, [id]);
      const times = hold && (await one(sql, statements.holdTimes, { id }));
      return times && { ...hold, createdAt: times.created_at, endedAt: times.ended_at ?? undefined };
    },
    debitedBefore: async (account, version) =>
      (await one(sql, statements.debitedBefore, { account, version }))?.cents ?? 0n,
    creditedUpTo: async (account, version) =>
      (await one(sql, statements.creditedUpTo, { account, version }))?.cents ?? 0n,
    async creditAt(account, version) {
      const row = await one(sql, statements.creditAt, { account, version });
      return row && toCredit(row);
    },
    streamsBetween: (account, after, before) =>
      rows(sql, statements.streamsBetween, { account, after, before }),
    minutesOf: ({ account, first, last, day, sessions }) =>
      rows(sql, statements.minutesOfSessions, {
        account,
        first,
        last,
        day: day.toISOString(),
        sessions: sessions.map(({ session }) => session),
        minutes: sessions.map(({ minutes }) => minutes),
      }),
    async othersBetween(account, after, before, limit) {
      const found = await rows(sql, statements.othersBetween, { account, after, before, limit });
      return found.map(({ id, version, amount, reference_type, reason, actor_id, created_at }) => ({
        id,
        version,
        amount,
        referenceType: reference_type,
        reason,
        actorId: actor_id,
        at: created_at,
      }));
    },
  };
}

function toTransfer(row: statements.FindTransferRow): TracedTransfer {
  const asset = row.asset as Asset;
  const side = (owner: string | null, platform: string | null) =>
    accountName(owner === null ? { platform: platform as PlatformAccount } : { userId: owner, asset });
  const debit =
    row.debit_account !== null && row.debit_version !== null && row.debit_owner !== null
      ? { account: row.debit_account, version: row.debit_version, userId: row.debit_owner }
      : undefined;
  return {
    id: row.id,
    source: row.source,
    requestId: row.request_id,
    asset,
    amount: row.amount,
    from: side(row.debit_owner, row.debit_platform),
    to: side(row.credit_owner, row.credit_platform),
    debit,
    userId: row.debit_owner ?? row.credit_owner ?? "",
    referenceType: row.reference_type,
    referenceId: row.reference_id,
    reason: row.reason,
    actorId: row.actor_id,
    createdAt: row.created_at,
  };
}

function toCredit({ version, amount, at, stream, lines, ...transfer }: statements.CreditAtRow): Credit {
  if (stream !== null) return { version, amount, at, stream, minutes: BigInt(lines ?? 0) };
  const { id, reference_type: referenceType, actor_id: actorId, reason } = transfer;
  return { version, amount, at, transfer: { id: id ?? "", referenceType, actorId, reason } };
}
