import { gauge, type Logger, type Sampled, sample } from "@metercast/runtime";

export interface IntegrityResult {
  checkedAt: Date;
  checks: readonly { name: string; ok: boolean; notRunSince: Date | undefined }[];
}

/** The last integrity run as metrics, read from the database, so that every replica shows the same run. */
export function integrityMetrics(
  log: Logger,
  last: () => Promise<IntegrityResult | undefined>,
): Sampled<IntegrityResult | undefined> {
  const run = sample(log, "integrity", last);
  gauge(
    "metercast_integrity_check_ok",
    "1: the check found nothing wrong when it last ran; 0: it did",
    (result) => {
      for (const { name, ok } of run.latest()?.checks ?? []) result.observe(ok ? 1 : 0, { check: name });
    },
  );
  gauge(
    "metercast_integrity_check_unproven_seconds",
    "How long the check has given no verdict because it could not run; 0: it ran",
    (result) => {
      for (const { name, notRunSince } of run.latest()?.checks ?? []) {
        const seconds = notRunSince ? Math.max(1, (Date.now() - notRunSince.getTime()) / 1_000) : 0;
        result.observe(seconds, { check: name });
      }
    },
  );
  gauge(
    "metercast_integrity_last_run_timestamp_seconds",
    "When the books were last checked, seconds since 1970",
    (result) => {
      const checkedAt = run.latest()?.checkedAt;
      if (checkedAt) result.observe(checkedAt.getTime() / 1_000);
    },
  );
  return run;
}
