import { type Broker, connectBroker, ensureStream } from "@metercast/outbox";
import { type ServiceName, withClient } from "@metercast/provision";
import { createLogger } from "@metercast/runtime";
import { startWorld, type World, type WorldServers } from "@metercast/testkit";
import { type Audience, type AudienceOptions, gatherAudience, openAccounts } from "./audience.ts";
import { allBooks, type BenchContext, type Books, same } from "./bench.ts";
import { type Cost, startCost } from "./cost.ts";
import { checkLedger } from "./ledger-check.ts";
import { Players } from "./players.ts";
import { Results } from "./results.ts";
import { openSessions } from "./sessions.ts";

const READY_TIMEOUT_MS = 300_000;

/** The whole path of a minute: players → JetStream → billing → JetStream → wallet → JetStream → readers. */
export interface Path {
  world: World;
  audience: Audience;
  players: Players;
  results: Results;
  startCost(): Promise<() => Promise<Cost>>;
  /** Stops the services, then compares due minutes with postings on both sides. */
  check(): Promise<Books>;
  stop(): Promise<void>;
}

export type PathOptions = Omit<AudienceOptions, "startedAt"> & {
  /** Called when the accounts exist; returns the start of the first session (ms). */
  startsAt: () => number;
  /** Default: the two that a minute needs. */
  services?: readonly ServiceName[];
  /** Runs before the services start. */
  before?: (players: Players, audience: Audience) => Promise<void>;
};

export async function startPath({ progress }: BenchContext, options: PathOptions): Promise<Path> {
  const prepared = Promise.withResolvers<Omit<Path, "world" | "check" | "startCost"> & { broker: Broker }>();
  const world = await startWorld({
    services: options.services ?? ["wallet", "billing"],
    // The full integrity check runs at the end; meanwhile it would read every minute of the bench every five
    // minutes.
    env: { LOG_LEVEL: "warn", INTEGRITY_INTERVAL_SECONDS: "86400" },
    readyTimeoutMs: READY_TIMEOUT_MS,
    async prepare(servers) {
      progress(`opening ${options.viewers} accounts and sessions, ${options.creators} creators`);
      const { audience, broker, players, results } = await prepare(servers, options);
      await options.before?.(players, audience);
      prepared.resolve({
        audience,
        broker,
        players,
        results,
        async stop() {
          players.stop();
          results.stop();
          await broker.close().catch(() => undefined);
        },
      });
      progress("starting wallet and billing");
    },
  });
  const { broker: _, stop, ...parts } = await prepared.promise;
  const others = (options.services ?? []).filter((name) => name !== "billing" && name !== "wallet");
  const pids = () => ({
    billing: world.service("billing").pid,
    wallet: world.service("wallet").pid,
    ...Object.fromEntries(others.map((name) => [name, world.service(name).pid])),
    nats: world.nats.pid,
    bench: process.pid,
  });
  progress("they are ready");
  return {
    ...parts,
    world,
    startCost: () => startCost(world.adminUrl, pids()),
    check: () => check(world, parts.players),
    async stop() {
      await stop();
      await world.stop();
    },
  };
}

async function prepare({ adminUrl, nats }: WorldServers, options: PathOptions) {
  await openAccounts(adminUrl, options.viewers, options.creators);
  const audience = await gatherAudience(adminUrl, { ...options, startedAt: options.startsAt() });
  await openSessions(adminUrl, audience);
  const broker = await connectBroker(nats.url, "bench", createLogger("bench", "error"));
  for (const stream of ["PRESENCE", "WALLET"] as const) await ensureStream(broker, stream);
  const players = new Players(audience, broker);
  const results = new Results(audience);
  players.onDue = (session, minute, at) => results.sample(session, minute, at);
  await results.follow(broker);
  return { audience, broker, players, results };
}

async function check(world: World, players: Players): Promise<Books> {
  const ended = await withClient(world.adminUrl, async (client) => {
    const { rows } = await client.query<{ n: number }>(
      "SELECT count(*)::integer AS n FROM billing.session WHERE state = 'ended'",
    );
    return rows[0]!.n;
  });
  for (const name of ["billing", "wallet"] as const) await world.service(name).stop();
  return allBooks(
    same("sessions ended before their time", 0, ended),
    await checkLedger(world.adminUrl, { paid: players.due }),
  );
}

/** Waits until every due minute is decided, or nothing has changed for `patienceMs`. */
export async function drained({ players, results }: Path, patienceMs = 20_000): Promise<void> {
  for (let last = { paid: -1, at: Date.now() }; results.paid < players.due; ) {
    if (results.paid !== last.paid) last = { paid: results.paid, at: Date.now() };
    if (Date.now() - last.at > patienceMs) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
