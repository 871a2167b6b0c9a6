import { type Job, startJob } from "@metercast/runtime";
import type { AuditLog } from "../ports/audit-log.ts";
import type { IdempotencyStore } from "../ports/idempotency-store.ts";
import type { MediaStays } from "../ports/media-stays.ts";
import type { PersonDirectory } from "../ports/person-directory.ts";
import { type FinishLeftActsPorts, finishLeftActs } from "../usecases/acts/finish-left-acts.ts";
import { type FinishLeftRefundsPorts, finishLeftRefunds } from "../usecases/cases/finish-left-refunds.ts";

/** Stored answers live a day; purged once an hour the table keeps at most an hour more. */
const PURGE_MS = 3_600_000;
const AUDIT_SWEEP_MS = 10_000;
const ACTS_MS = 10_000;
const REFUNDS_MS = 10_000;

export interface JobParts {
  /** Without `acts` there is no withdrawals service. */
  actPorts: Omit<FinishLeftActsPorts & FinishLeftRefundsPorts, "acts"> & {
    acts: (FinishLeftActsPorts["acts"] & FinishLeftRefundsPorts["acts"]) | undefined;
  };
  audit: Pick<AuditLog, "sweep">;
  store: Pick<IdempotencyStore, "purge">;
  stays: Pick<MediaStays, "purge">;
  directory: Pick<PersonDirectory, "purge">;
}

/** Finishes what a crash left, and deletes old rows. */
export function startUpkeep({ actPorts, audit, store, stays, directory }: JobParts): Job[] {
  const { acts, log } = actPorts;
  return [
    startJob({
      name: "finish_acts",
      everyMs: ACTS_MS,
      log,
      run: async () => acts && finishLeftActs({ ...actPorts, acts }),
    }),
    startJob({ name: "finish_refunds", everyMs: REFUNDS_MS, log, run: () => finishLeftRefunds(actPorts) }),
    startJob({
      name: "purge",
      everyMs: PURGE_MS,
      log,
      async run() {
        for (const table of [store, stays, directory]) await table.purge();
      },
    }),
    startJob({
      name: "audit_sweep",
      everyMs: AUDIT_SWEEP_MS,
      log,
      async run() {
        const rows = await audit.sweep();
        if (rows > 0) log.warn({ rows }, "audit: acts with an unknown outcome");
      },
    }),
  ];
}
