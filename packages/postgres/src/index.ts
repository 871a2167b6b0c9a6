export { integrityMetrics } from "./integrity-metrics.ts";
export { openPostgres } from "./pool.ts";
export { purgeTable, type Retention } from "./retention.ts";
export { retryConflicts } from "./retry.ts";
export { waitForSchema } from "./schema.ts";
export type { Sql } from "./sql.ts";
export { execute, one, rows, type Statement } from "./statements.ts";
export { readSum } from "./sums.ts";
