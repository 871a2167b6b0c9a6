import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { askPostgres, freePort, isAlive, removePostgres } from "@metercast/local-servers";
import { randomSecret, withDatabase } from "@metercast/provision";
import { person, startTestNats, startTestPostgres, testServers } from "@metercast/testkit";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { checkNats } from "../../scripts/start/nats-url.ts";
import { npmStart, type Started } from "./npm-start.ts";

const jwtSecret = randomSecret(48);
let folder: string;
let homes = 0;
const started: Started[] = [];

// One test starts everything three times: 158 s of the usual 180 on two free cores. Each of its waits has a
// bound of its own.
vi.setConfig({ testTimeout: 900_000 });
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "metercast-start-test-"));
  // Root's Postgres runs as another user, who has to pass through.
  chmodSync(folder, 0o711);
});
afterAll(async () => {
  for (const one of started) await one.stop();
  for (let i = 0; i < homes; i++) removePostgres(join(folder, `home-${i}`, "postgres"));
  rmSync(folder, { recursive: true, force: true });
});

const newHome = () => join(folder, `home-${homes++}`);
const settings = async () => ({
  METERCAST_HOME: newHome(),
  PORT: String(await freePort()),
  AUTH_JWT_SECRET: jwtSecret,
  METER_MINUTE_SECONDS: "1",
  NATS_SERVER_BIN: testServers().natsBinary,
});

async function start(env: Record<string, string>, ...args: string[]): Promise<Started> {
  const child = await npmStart(env, args);
  started.push(child);
  return child;
}

/** What a start that can't be ends with. */
async function refusal(env: Record<string, string>, ...args: string[]) {
  const child = await start({ ...(await settings()), ...env }, ...args);
  const { code } = await child.exited;
  return { code, errors: child.errors };
}

/** Nobody listens there. */
const nowhere = async (scheme: string, path = "") =>
  `${scheme}://somebody:secret@127.0.0.1:${await freePort()}${path}`;

describe("what can't be is reported in one sentence, and ends with 1", () => {
  it.concurrent.each<
    [string, (home: string) => Promise<Record<string, string>> | Record<string, string>, RegExp]
  >([
    ["a port that is no number", () => ({ PORT: "http" }), /PORT is "http", not a port number/],
    ["DEMO=yes", () => ({ DEMO: "yes" }), /DEMO is "yes"; it can be 1 or 0\./],
    [
      "a login for anybody beside a Stripe account",
      () => ({ DEMO: "1", STRIPE_SECRET_KEY: "sk_live_51abc" }),
      /DEMO=1 lets anybody in .* STRIPE_SECRET_KEY of a Stripe account\.$/,
    ],
    [
      "a login for anybody on all addresses",
      () => ({ DEMO: "1", HTTP_LISTEN_HOST: "0.0.0.0" }),
      /DEMO=1 lets anybody in .* HTTP_LISTEN_HOST must be a loopback address/,
    ],
    ["a secret that could be guessed", () => ({ AUTH_JWT_SECRET: "short" }), /AUTH_JWT_SECRET is too short/],
    [
      "a DATABASE_URL without a database",
      () => ({ DATABASE_URL: "postgresql://host" }),
      /DATABASE_URL is not a URL like/,
    ],
    [
      "a DATABASE_URL that is no URL",
      () => ({ DATABASE_URL: "postgresql://a:b:c/d" }),
      /DATABASE_URL is not a URL like/,
    ],
    [
      "a NATS_URL that is no URL",
      () => ({ NATS_URL: "localhost" }),
      /NATS_URL is not a URL that begins with nats:/,
    ],
    [
      "a Postgres that isn't there",
      async () => ({ DATABASE_URL: await nowhere("postgresql", "/metercast") }),
      /Postgres at 127\.0\.0\.1:\d+ can't be used: .*ECONNREFUSED.*\.$/,
    ],
    [
      "a NATS that isn't there",
      async () => ({
        DATABASE_URL: await nowhere("postgresql", "/metercast"),
        NATS_URL: await nowhere("nats"),
      }),
      /NATS at 127\.0\.0\.1:\d+ can't be used: .+\.$/,
    ],
    [
      "a nats-server that isn't one",
      async () => ({ DATABASE_URL: await nowhere("postgresql", "/metercast"), NATS_SERVER_BIN: "/bin/true" }),
      /NATS_SERVER_BIN is \/bin\/true, which is not a nats-server that runs\.$/,
    ],
    [
      "a data folder that is a file",
      (home) => file(home),
      /The data folder .* can't be written \(it is not a folder\)/,
    ],
    [
      "a data folder that can't be made",
      () => ({ METERCAST_HOME: "/proc/metercast" }),
      /The data folder \/proc\/metercast can't be written/,
    ],
    [
      "a data folder of Postgres without its heart",
      (home) => file(home, "postgres", "data", "something"),
      /The data folder .*data is broken \(it has no PG_VERSION\): restore it, or start with --reset\.$/,
    ],
    [
      "a data folder of NATS that is a file",
      async (home) => ({ ...file(home, "nats"), DATABASE_URL: await nowhere("postgresql", "/metercast") }),
      /The data folder .*nats can't be written \(EEXIST\)\.$/,
    ],
    [
      "secrets that can't be read",
      async (home) => ({
        ...file(home, "nats", "users.json"),
        DATABASE_URL: await nowhere("postgresql", "/metercast"),
      }),
      /The secrets file .*users\.json is not readable JSON: restore it, or start with --reset\.$/,
    ],
  ])("%s", async (_, env, sentence) => {
    const { code, errors } = await refusal(await env(newHome()));
    expect(errors).toEqual([expect.stringMatching(sentence)]);
    expect(errors[0]).toMatch(/^metercast: /);
    expect(errors[0]).not.toContain("secret@");
    expect(code).toBe(1);
  });

  it("a port that is in use", async () => {
    const other = createServer();
    const port = await freePort();
    await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
    const { code, errors } = await refusal({ PORT: String(port) });
    other.close();
    expect(errors).toEqual([
      `metercast: Port ${port} is in use: stop what listens there, or choose another with PORT.`,
    ]);
    expect(code).toBe(1);
  });

  it("an option that there isn't, and --reset of somebody else's database", async () => {
    expect(await refusal({}, "--rest")).toEqual({
      code: 1,
      errors: [expect.stringMatching(/^metercast: .*--rest.*--help/)],
    });
    const errors = [expect.stringMatching(/^metercast: --reset removes the embedded servers' data only/)];
    expect(await refusal({ DATABASE_URL: "postgresql://host/metercast" }, "--reset")).toEqual({
      code: 1,
      errors,
    });
  });
});

/** A file where the data folder, or something in it, should be. */
function file(home: string, ...names: string[]) {
  const path = join(home, ...names);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, "this is not what belongs here");
  return { METERCAST_HOME: home };
}

/** What the creator of the demo has ever earned. */
async function earned(port: string): Promise<number> {
  const creator = await person(
    { gatewayUrl: `http://127.0.0.1:${port}`, jwtSecret },
    "demo-creator",
    "creator",
  );
  const { status, body } = await creator.get("/api/earnings/summary");
  expect(status).toBe(200);
  return Number(body.total.amount);
}

/** After a signal it stops, reports it, and leaves no process behind. */
async function stop(child: Started, home: string, signal: NodeJS.Signals): Promise<void> {
  const pids = ["run", "nats", join("postgres", "data")].flatMap((name) =>
    existsSync(join(home, name))
      ? readdirSync(join(home, name))
          .filter((one) => one.endsWith(".pid"))
          .map((one) => Number.parseInt(readFileSync(join(home, name, one), "utf8"), 10))
      : [],
  );
  expect(pids.length).toBeGreaterThanOrEqual(4);
  expect(pids.filter(isAlive)).toEqual(pids);
  child.kill(signal);
  expect(await child.exited).toEqual({ code: 0, signal: null });
  expect(child.lines().at(-1)).toBe("stopped");
  expect(pids.filter(isAlive)).toEqual([]);
  expect(child.errors).toEqual([]);
}

it("shows people watch, pay and be refused; stops on a signal; a second start keeps the data, and --reset deletes it", async () => {
  const env = await settings();
  const { METERCAST_HOME: home, PORT: port } = env;
  const first = await start(env);
  expect(await first.says(/^ready/)).toBe(`ready http://127.0.0.1:${port}`);
  expect(await first.says(/^demo:/)).toBe("demo: a minute lasts 1 s");
  await first.says(/demo-viewer-1 .*paid/);
  await first.says(/demo-creator .*viewer-minutes? earned +\$\d/);
  await first.says(/demo-viewer-1 .*REFUSED: can't pay the next minute, stopped/);
  const running = await refusal({ METERCAST_HOME: home });
  expect(running).toEqual({
    code: 1,
    errors: [expect.stringMatching(/^metercast: Metercast already runs on .*: stop it first/)],
  });
  const before = await earned(port);
  expect(before).toBeGreaterThan(13);
  await stop(first, home, "SIGTERM");

  const second = await start({ ...env, DEMO: "0" });
  await second.says(/^ready/);
  expect(await earned(port)).toBeGreaterThanOrEqual(before);
  await stop(second, home, "SIGINT");

  const third = await start({ ...env, DEMO: "0" }, "--reset");
  await third.says(/^ready/);
  expect(await third.says(/removed/)).toBe("all data was removed");
  expect(await earned(port)).toBe(0);
  await stop(third, home, "SIGTERM");
});

it("with DATABASE_URL and NATS_URL it uses those and leaves them running; documented settings reach the services, unknown ones are named", async () => {
  const postgres = await startTestPostgres(join(folder, "given-postgres"));
  const nats = await startTestNats(join(folder, "given-nats"));
  try {
    const env = await settings();
    const given = { DATABASE_URL: withDatabase(postgres.url, "given"), NATS_URL: nats.url };
    const documented = { AUTH_DEFAULT_ROLES: "viewer", AUTH_ROLE_MAP: "streamer=creator" };
    const child = await start({ ...env, ...given, ...documented, AUTH_ROLLES: "x", DEMO: "0" });
    expect(await child.says(/^warning/)).toMatch(/nothing reads AUTH_ROLLES;/);
    await child.says(/^ready/);
    const streamer = await person(
      { gatewayUrl: `http://127.0.0.1:${env.PORT}`, jwtSecret },
      "somebody",
      "streamer" as "creator",
    );
    expect((await streamer.get("/api/me")).body.roles).toEqual(["viewer", "creator"]);
    expect(await child.says(/^postgres/)).toBe("postgres: the one in DATABASE_URL");
    expect(await child.says(/^nats-server/)).toBe("nats-server: the one in NATS_URL");
    expect(await earned(env.PORT)).toBe(0);
    await stop(child, env.METERCAST_HOME, "SIGTERM");
    for (const name of ["postgres", "nats"]) expect(existsSync(join(env.METERCAST_HOME, name))).toBe(false);
    await Promise.all([askPostgres(postgres.url), checkNats(nats.url)]);
  } finally {
    await postgres.remove();
    await nats.remove();
  }
});
