import type { ReviewCase } from "../../domain/top-up.ts";
import type { TopUpPorts } from "./ports.ts";

/** Leaves what no rule decides to a person, once, however often it is met: a row that admins see, a figure that alerts. */
export async function openCase(
  { cases, metrics, log }: Pick<TopUpPorts, "cases" | "metrics" | "log">,
  found: ReviewCase,
): Promise<void> {
  if (!(await cases.open(found))) return;
  metrics.needsReview(found.kind);
  log.error({ ...found }, "money came in that needs a person");
}
