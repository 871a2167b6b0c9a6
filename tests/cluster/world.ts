import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  freePort,
  type NatsCluster,
  type Service,
  type StripeStandin,
  startNatsCluster,
  startService,
  startStripe,
} from "@metercast/local-servers";
import {
  grpcTlsEnvironment,
  makeGrpcCertificates,
  migrate,
  randomSecret,
  SERVICE_NAMES,
  type ServiceName,
  type ServiceUrls,
  serviceEnvironment,
  serviceUrls,
  withDatabase,
} from "@metercast/provision";
import { type PostgresPair, startPostgresPair, testServers } from "@metercast/testkit";

const SECRETS = { payments: "whsec_for_payments", payouts: "whsec_for_payouts" };
const REPLICAS = 2;

/** One of several processes of a service; it keeps its ports when it is started again. */
export interface Replica {
  /** "wallet 1" */
  readonly name: string;
  kill(): Promise<void>;
  start(): Promise<void>;
  lines(): string[];
  /** SIGTERM, as a rolling update does: out of the balancer first, then drained. Gives its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Two of every service, three nats-servers with three copies of each stream, a Postgres with a synchronous
 * standby, and Stripe's stand-in; gRPC is mutual TLS.
 */
export interface Cluster {
  readonly jwtSecret: string;
  /** Another gateway at each call, as a balancer does that has not noticed a crash yet. */
  readonly gatewayUrl: string;
  readonly nats: NatsCluster;
  readonly postgres: PostgresPair;
  readonly stripe: StripeStandin;
  replicas(name: ServiceName): readonly Replica[];
  /** The services' last log lines, to find out why a test failed. */
  logs(): string[];
  stop(): Promise<void>;
}

type Cleanups = (() => Promise<unknown> | unknown)[];

export async function startCluster(env: Readonly<Record<string, string>>): Promise<Cluster> {
  const cleanups: Cleanups = [];
  const stop = async () => {
    while (cleanups.length > 0) await Promise.resolve(cleanups.pop()?.()).catch(() => {});
  };
  try {
    return await build(env, cleanups, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function build(
  env: Readonly<Record<string, string>>,
  cleanups: Cleanups,
  stop: () => Promise<void>,
): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "metercast-cluster-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const { postgres, urls } = await startDatabase(join(folder, "postgres"), cleanups);
  const nats = await startNatsCluster({ binary: testServers().natsBinary, folder: join(folder, "nats") });
  cleanups.push(() => nats.stop());
  const stripe = await startStripe({ platformBalance: 10_000_000, payoutDelayMs: 200 });
  cleanups.push(() => stripe.stop());

  const ports = await choosePorts();
  const jwtSecret = randomSecret(48);
  const certificates = join(folder, "certificates");
  makeGrpcCertificates(certificates, SERVICE_NAMES, 365);
  const grpcAddresses = Object.fromEntries(
    SERVICE_NAMES.filter((name) => name !== "gateway").map((name) => [
      name,
      `ipv4:${ports[name].map(({ GRPC_PORT }) => `127.0.0.1:${GRPC_PORT}`).join(",")}`,
    ]),
  );
  const environment = (name: ServiceName) => ({
    AUTH_JWT_SECRET: jwtSecret,
    NATS_STREAM_REPLICAS: "3",
    LOG_LEVEL: "warn",
    STRIPE_SECRET_KEY: stripe.apiKey,
    STRIPE_API_BASE_URL: stripe.url,
    STRIPE_WEBHOOK_SECRETS: name === "billing" ? SECRETS.payments : SECRETS.payouts,
    STRIPE_OPENING_BALANCE_CENTS: "10000000",
    STRIPE_SWEEP_SECONDS: "1",
    ATTEMPT_LEASE_SECONDS: "5",
    ...grpcTlsEnvironment(certificates, name),
    ...serviceEnvironment(name, { databaseUrls: urls, natsUrl: nats.urlFor, grpcAddresses }),
    ...env,
  });

  const balancer = gateways();
  const replicas = new Map<ServiceName, Replica[]>();
  for (const name of SERVICE_NAMES) {
    const made = ports[name].map((own, i) =>
      replica(`${name} ${i + 1}`, () => startService(name, { ...environment(name), ...own }), balancer),
    );
    replicas.set(name, made);
    for (const one of made) {
      await one.start();
      cleanups.push(() => one.stop());
    }
  }
  await sendWebhooks(stripe, balancer.first());
  return {
    jwtSecret,
    get gatewayUrl() {
      return balancer.next();
    },
    nats,
    postgres,
    stripe,
    replicas: (name) => replicas.get(name) ?? [],
    logs: () => [...replicas.values()].flat().flatMap((one) => [`── ${one.name}`, ...one.lines().slice(-20)]),
    stop,
  };
}

async function startDatabase(
  folder: string,
  cleanups: Cleanups,
): Promise<{ postgres: PostgresPair; urls: ServiceUrls }> {
  const passwords = Object.fromEntries(SERVICE_NAMES.map((name) => [name, randomSecret()]));
  const postgres = await startPostgresPair({
    folder,
    prepare: async (url) => void (await migrate({ adminUrl: withDatabase(url, "metercast"), passwords })),
  });
  cleanups.push(() => postgres.stop());
  return { postgres, urls: serviceUrls(withDatabase(postgres.url, "metercast"), passwords) };
}

type Ports = Record<string, string> & { GRPC_PORT?: string };

async function choosePorts(): Promise<Record<ServiceName, Ports[]>> {
  const ports = { wallet: [], billing: [], withdrawals: [], notifications: [], gateway: [] } as Record<
    ServiceName,
    Ports[]
  >;
  for (const name of SERVICE_NAMES)
    for (let i = 0; i < REPLICAS; i++) {
      const own = name === "gateway" ? "PORT" : "GRPC_PORT";
      ports[name].push({ [own]: String(await freePort()), ADMIN_PORT: String(await freePort()) });
    }
  return ports;
}

/**
 * The balancer's list of gateways: one that is stopped in good order leaves it first, one that crashed is
 * still in it.
 */
function gateways() {
  const urls = new Set<string>();
  let turn = 0;
  const first = () => [...urls][0] as string;
  return {
    add: (url: string) => urls.add(url),
    remove: (url: string) => urls.delete(url),
    first,
    next: () => [...urls][turn++ % urls.size] ?? first(),
  };
}

function replica(
  name: string,
  launch: () => Promise<Service>,
  balancer: ReturnType<typeof gateways>,
): Replica {
  let service: Service | undefined;
  return {
    name,
    async start() {
      // As an orchestrator does with what ends at its start, because Postgres took too long on a busy
      // machine, say.
      service = await launch().catch(launch).catch(launch);
      if (service.baseUrl !== undefined) balancer.add(service.baseUrl);
    },
    lines: () => service?.lines() ?? [],
    async kill() {
      service?.kill();
      await service?.exited;
    },
    async stop() {
      if (service?.baseUrl !== undefined) balancer.remove(service.baseUrl);
      return (await service?.stop())?.code ?? null;
    },
  };
}

/**
 * Stripe knows one address; what it can't deliver while that gateway is away it tries again, and the sweep
 * asks anyhow.
 */
async function sendWebhooks(stripe: StripeStandin, gatewayUrl: string): Promise<void> {
  const door = `${gatewayUrl}/webhooks/stripe`;
  await stripe.control.setWebhooks({
    endpoints: [
      { url: `${door}/payments`, secrets: [SECRETS.payments], connect: false },
      { url: `${door}/payouts`, secrets: [SECRETS.payouts], connect: true },
    ],
  });
}
