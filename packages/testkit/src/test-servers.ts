import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commandLine, endProcess, findNatsServer } from "@metercast/local-servers";
import { keepSecrets, migrate, repositoryPath, serviceSchemas, withDatabase } from "@metercast/provision";
import { startRunPostgres } from "./infra.ts";
import { publishTestServers } from "./test-database.ts";

/**
 * One Postgres with a migrated template database, and a nats-server program to start: what `testServers()`
 * gives from then on, here and in child processes. Returns the teardown. Everything is in a temporary
 * folder that is removed at the end.
 */
export async function startTestServers(
  options: { settings?: Readonly<Record<string, string>> } = {},
): Promise<() => Promise<void>> {
  const began = Date.now();
  const log = (line: string) => console.log(`testkit: ${line}`);
  const folder = mkdtempSync(join(tmpdir(), "metercast-test-"));
  chmodSync(folder, 0o711); // the Postgres user must pass through when we are root
  const pids = join(folder, "pids");
  mkdirSync(pids);
  const nats = await findNatsServer({ cacheFolder: repositoryPath(".cache"), log, progress: log });
  const { postgres, infra } = await startRunPostgres(folder, log, options);
  // Only what is started from here on may be left behind by a test; Postgres is stopped by us.
  process.env.METERCAST_TEST_PIDS = pids;

  const passwordFile = join(folder, "roles.json");
  const templateUrl = withDatabase(postgres.url, "template_metercast");
  const teardown = async () => {
    await endAll(pids);
    await postgres.remove();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await migrate({ adminUrl: templateUrl, passwordFile, log });
  } catch (error) {
    await teardown();
    throw error;
  }
  const services = serviceSchemas().map((schema) => schema.service);
  publishTestServers({
    templateUrl,
    passwords: keepSecrets(passwordFile, services),
    natsBinary: nats.path,
    infra,
  });
  log(`${infra} servers ready in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return teardown;
}

/** Ends what tests left running (a worker that was killed can't clean up after itself). */
async function endAll(folder: string): Promise<void> {
  for (const name of readdirSync(folder)) {
    const command = readFileSync(join(folder, name), "utf8");
    if (commandLine(Number(name))?.includes(command) === true) await endProcess(Number(name), "SIGKILL");
  }
}
