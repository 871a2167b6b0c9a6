import { startTestServers } from "./test-servers.ts";

/** vitest's global setup: the run's servers. Returns the teardown. */
export default (): Promise<() => Promise<void>> => startTestServers();
