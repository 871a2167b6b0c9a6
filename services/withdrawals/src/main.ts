import { InvalidConfig, runService } from "@metercast/runtime";
import { type Config, readWithdrawalsConfig } from "./config.ts";
import { wire } from "./wire.ts";

function config(): Config {
  try {
    return readWithdrawalsConfig(process.env);
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const settings = config();
await runService(
  { name: "withdrawals", adminPort: settings.ADMIN_PORT, logLevel: settings.LOG_LEVEL },
  (log) => wire(settings, log),
);
