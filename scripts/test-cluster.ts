// npm run test:cluster [-- vitest's arguments]: two of every service, three nats-servers, a Postgres with a
// synchronous standby, and one of each killed under load. Takes some minutes; ends with the line "N passed,
// N failed".
import { testAndExit } from "./tests/run.ts";

await testAndExit(["--config", "vitest.cluster.config.ts", ...process.argv.slice(2)]);
