import { InvalidConfig, runService } from "@metercast/runtime";
import { type Config, readGatewayConfig } from "./config.ts";
import { wire } from "./wire.ts";

function config(): Config {
  try {
    return readGatewayConfig(process.env);
  } catch (error) {
    if (!(error instanceof InvalidConfig)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const settings = config();
await runService({ name: "gateway", adminPort: settings.ADMIN_PORT, logLevel: settings.LOG_LEVEL }, (log) =>
  wire(settings, log),
);
