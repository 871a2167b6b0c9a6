import { runService } from "@metercast/runtime";
import { billingConfig } from "./config.ts";
import { wire } from "./wire.ts";

try {
  const config = billingConfig();
  await runService({ name: "billing", adminPort: config.ADMIN_PORT, logLevel: config.LOG_LEVEL }, (log) =>
    wire(config, log),
  );
} catch (error) {
  // Configuration only: what happens later is logged by runService.
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
