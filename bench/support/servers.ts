import { execFileSync } from "node:child_process";
import { withClient } from "@metercast/provision";
import { startTestServers, testServers } from "@metercast/testkit";

/**
 * Postgres as for production on a machine of this size, with durability on. Checkpoints are rarer than by
 * default, because after each one the next write of every page goes to the WAL in full. Recovery after a
 * crash then takes some ten seconds.
 */
export const POSTGRES_SETTINGS = {
  shared_buffers: "2GB",
  max_wal_size: "6GB",
  checkpoint_timeout: "10min",
  wal_buffers: "64MB",
} as const;

/** Starts the servers of `testServers()`. Returns how to stop them, and their versions. */
export async function startServers(): Promise<{ stop(): Promise<void>; versions: Record<string, string> }> {
  const stop = await startTestServers({ settings: POSTGRES_SETTINGS });
  const { templateUrl, natsBinary } = testServers();
  const postgres = await withClient(templateUrl, async (client) => {
    const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
    return rows[0]!.server_version;
  });
  const nats = execFileSync(natsBinary, ["--version"], { encoding: "utf8" }).replace(/.*v/s, "").trim();
  return { stop, versions: { node: process.version.slice(1), postgres, nats } };
}
