import { execute, one } from "@metercast/postgres";
import type { FindingSource, KnownFinding } from "../../domain/finding.ts";
import type { Freeze, FreezeReads, FreezeWrites } from "../../ports/freeze.ts";
import { type Connection, type Database, inTransaction } from "./database.ts";
import * as sql from "./freeze.queries.ts";

export function freezeReads(database: Database): FreezeReads {
  return {
    read: () =>
      inTransaction(database, async (tx) => {
        await tx.$executeRawUnsafe("SELECT FROM payout_freeze FOR SHARE");
        return read(tx);
      }),
  };
}

export function freezeWrites(tx: Connection): FreezeWrites {
  return {
    async lock() {
      await tx.$executeRawUnsafe("SELECT FROM payout_freeze FOR UPDATE");
      return read(tx);
    },
    read: () => read(tx),
    async stopsPayouts() {
      return (await one(tx, sql.stopsPayouts))?.stops ?? true;
    },
    async set(frozen, by, reason) {
      await execute(tx, sql.setFreeze, { frozen, by, reason });
    },
    async allowFor(ms) {
      await execute(tx, sql.allowPayoutsFor, { ms });
    },
    async keepFindings(source, fresh) {
      for (const { check, fingerprint, detail, drift } of fresh) {
        const difference = drift ? drift.difference.toString() : null;
        await execute(tx, sql.keepFinding, { source, check, fingerprint, detail, difference });
      }
    },
    async dropFindings(source, checks) {
      await tx.integrityFinding.deleteMany({ where: { source, checkName: { in: [...checks] } } });
    },
    async acknowledge(by) {
      await execute(tx, sql.acknowledgeFindings, { by });
    },
    async addChange({ findings, ...change }) {
      const shown = findings.map(({ check, fingerprint, detail }) => ({ check, fingerprint, detail }));
      await tx.freezeChange.create({ data: { ...change, findings: shown } });
    },
  };
}

async function read(tx: Connection): Promise<Freeze> {
  const { frozen, by, reason, at } = await tx.payoutFreeze.findFirstOrThrow();
  const found = await tx.integrityFinding.findMany({ orderBy: [{ source: "asc" }, { checkName: "asc" }] });
  const findings = found.map(
    ({ source, checkName, fingerprint, detail, difference, foundAt, acknowledgedBy }): KnownFinding => ({
      source: source as FindingSource,
      check: checkName,
      fingerprint,
      detail,
      difference: difference === null ? undefined : BigInt(difference.toFixed(0)),
      foundAt,
      acknowledgedBy,
    }),
  );
  return { frozen, by, reason, at, findings };
}
