import type { Logger } from "@metercast/runtime";
import type { ReviewCase } from "../../domain/top-up.ts";
import type { Cases } from "../../ports/cases.ts";
import type { TopUpMetrics } from "../../ports/top-up-metrics.ts";

export interface OpenCasePorts {
  cases: Cases;
  metrics: TopUpMetrics;
  log: Logger;
}

/** Opens a case for a person, once: a row that admins see and a metric that alerts. */
export async function openCase({ cases, metrics, log }: OpenCasePorts, found: ReviewCase): Promise<void> {
  if (!(await cases.open(found))) return;
  metrics.needsReview(found.kind);
  log.error({ ...found }, "money came in that needs a person");
}
