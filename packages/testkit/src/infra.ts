import { join } from "node:path";
import {
  dockerEngineAnswers,
  type Nats,
  type Postgres,
  startNats,
  startPostgres,
} from "@metercast/local-servers";
import { startNatsContainer, startPostgresContainer } from "./containers.ts";
import { type TestServers, testServers } from "./test-database.ts";

/**
 * Where the tests' Postgres and NATS come from: official images by testcontainers, or npm's and Debian's
 * own programs as child processes.
 */
export type Infra = "containers" | "embedded";

interface Wish {
  infra: Infra;
  /** TEST_INFRA says so: what it names must work. */
  forced: boolean;
}

/**
 * TEST_INFRA=containers|embedded; without it containers where a Docker engine answers. Takes under a
 * second.
 */
export async function wantedInfra(wish = process.env.TEST_INFRA): Promise<Wish> {
  if (wish === "containers" || wish === "embedded") return { infra: wish, forced: true };
  if (wish !== undefined && wish !== "")
    throw new Error(`TEST_INFRA is ${wish}; it may be containers or embedded.`);
  return { infra: (await dockerEngineAnswers()) ? "containers" : "embedded", forced: false };
}

/** What a test kills is a process, whose writes the system keeps: only a machine's crash needs more. */
export const TEST_SETTINGS = { fsync: "off" };

type PostgresOptions = Pick<Parameters<typeof startPostgres>[0], "settings">;

/**
 * The run's Postgres, and what it runs in: containers that can't be had (no image can be pulled, say) fall
 * back to the embedded one with one line, unless they were asked for.
 */
export async function startRunPostgres(
  folder: string,
  log: (line: string) => void,
  options: PostgresOptions = {},
): Promise<{ postgres: Postgres; infra: Infra }> {
  const { infra, forced } = await wantedInfra();
  if (infra === "containers") {
    log("Postgres and NATS from containers of the Docker engine; missing images are pulled");
    try {
      // The tests start a NATS each, when it is too late to fall back: one is tried now.
      await (await startNatsContainer()).remove();
      return { postgres: await startPostgresContainer(options), infra };
    } catch (error) {
      const why = (error instanceof Error ? error.message : String(error)).split("\n")[0];
      if (forced) throw new Error(`TEST_INFRA=containers, and no container can be started: ${why}`);
      log(`no container can be started (${why}): embedded servers instead`);
    }
  }
  return {
    postgres: await startPostgres({ folder: join(folder, "postgres"), ...options }),
    infra: "embedded",
  };
}

/** A Postgres of a test's own, in what the run uses. */
export const startTestPostgres = (
  folder: string,
  { infra }: TestServers = testServers(),
): Promise<Postgres> =>
  infra === "containers"
    ? startPostgresContainer({ settings: TEST_SETTINGS })
    : startPostgres({ folder, settings: TEST_SETTINGS });

/** A nats-server of a test's own, in what the run uses. */
export const startTestNats = (
  folder: string,
  { infra, natsBinary }: TestServers = testServers(),
): Promise<Nats> =>
  infra === "containers" ? startNatsContainer() : startNats({ binary: natsBinary, folder });
