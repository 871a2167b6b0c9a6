import { repositoryPath } from "@metercast/provision";
import { TEST_SETTINGS } from "./infra.ts";
import { startTestServers } from "./test-servers.ts";

/** vitest's global setup: the run's servers. Returns the teardown. */
export default (): Promise<() => Promise<void>> => {
  // Tests start services some hundred times: with their code compiled already, each costs half.
  process.env.NODE_COMPILE_CACHE ??= repositoryPath(".cache", "compiled");
  return startTestServers({ settings: TEST_SETTINGS });
};
