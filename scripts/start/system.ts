import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import {
  findNatsServer,
  freePort,
  portProblem,
  startNats,
  startPostgres,
  startProcess,
  startService,
} from "../../packages/local-servers/src/index.ts";
import {
  CLIENT_NAME,
  keepSecrets,
  migrate,
  randomSecret,
  repositoryPath,
  SERVICE_NAMES,
  type ServiceName,
  serviceEnvironment,
  serviceExists,
  withDatabase,
} from "../../packages/provision/src/index.ts";
import { summarizer } from "./console.ts";
import type { Context } from "./context.ts";
import { devPorts, printEnvironment, startConsole } from "./dev.ts";
import { endLeftovers, type Home } from "./home.ts";
import { mail } from "./mail.ts";
import { checkNats } from "./nats-url.ts";
import { notificationKeys } from "./notifications.ts";
import type { StartOptions } from "./options.ts";
import { passedOn, unknownVariables } from "./passed-on.ts";
import { paypal } from "./paypal.ts";
import { type StripeEnvironment, stripe } from "./stripe.ts";

/** How long other services wait for one that a developer starts. */
const DEBUGGER_MS = 3_600_000;

/** Revenue of a token of the largest package, for margins in the console. */
const PRICE = { TOKEN_PRICE_CENTS: "290" };
/** The demo adds a second payout method and is paid by it at once. */
const SECOND_METHOD = { PAYOUT_METHOD_LOCK_HOURS: "0" };

/**
 * Starts everything and passes each running part to `context.add`. Rejects with one sentence (and log
 * lines, if useful).
 */
export async function startSystem(context: Context): Promise<void> {
  const { options, home, print, checkpoint } = context;
  const missing = SERVICE_NAMES.filter((name) => !serviceExists(name));
  if (missing.length > 0) {
    throw new Error(
      `This working copy is not complete: ${missing.map((name) => `services/${name}/src/main.ts`).join(", ")} missing.`,
    );
  }
  for (const line of unknownVariables(process.env, SERVICE_NAMES)) print(line);
  // First, because one of them may still hold our port.
  await endLeftovers(home, [...SERVICE_NAMES, "demo"]);
  await checkPort(options.port);
  checkpoint();
  const [adminUrl, natsUrl] = [await database(context), await nats(context)];
  checkpoint();
  const { urls } = await migrate({ adminUrl, passwordFile: home.path("roles.json"), log: print });
  checkpoint();
  const jwtSecret = tokenSecret(options, home);
  const providers = [
    await stripe(context),
    await paypal(context),
    await mail(context),
    notificationKeys(context),
  ];
  checkpoint();
  const providersFor: StripeEnvironment = (name) => Object.assign({}, ...providers.map((of) => of(name)));
  await services(context, urls, natsUrl, jwtSecret, providersFor);
  print("gRPC between the services is in the clear, on the loopback address only");
  if (options.dev !== undefined) await startConsole(context);
  print(`ready http://127.0.0.1:${options.port}`);
  if (options.demo) await demo(context, jwtSecret);
  else if (options.noDemoBecause !== undefined) print(`demo: off. DEMO=1 ${options.noDemoBecause}.`);
}

async function checkPort(port: number): Promise<void> {
  const problem = await portProblem(port);
  if (problem === "EADDRINUSE")
    throw new Error(`Port ${port} is in use: stop what listens there, or choose another with PORT.`);
  if (problem !== undefined)
    throw new Error(`Port ${port} can't be listened on (${problem}): choose another with PORT.`);
}

async function database({ options, home, print, add }: Context): Promise<string> {
  if (options.databaseUrl !== undefined) {
    print("postgres: the one in DATABASE_URL");
    return options.databaseUrl;
  }
  const began = Date.now();
  const log = summaryOfPostgres(print);
  const postgres = await startPostgres({
    folder: home.path("postgres"),
    logFile: home.newLog("postgres"),
    log,
  });
  add({
    name: "postgres",
    exited: postgres.exited,
    lines: postgres.lines,
    stop: postgres.stop,
    restart: postgres.restart,
  });
  print(`postgres: port ${postgres.port} (${elapsed(began)})`);
  return withDatabase(postgres.url, "metercast");
}

/** Only failures of the whole server; refused statements concern their clients and are in the log. */
function summaryOfPostgres(print: (line: string) => void): (line: string) => void {
  return (line) => {
    if (/PANIC|could not write|No space left/.test(line)) print(`postgres: ${line}`);
  };
}

async function nats({ options, home, print, add }: Context): Promise<(name: ServiceName) => string> {
  const given = options.natsUrl;
  if (given !== undefined) {
    await checkNats(given);
    print("nats-server: the one in NATS_URL");
    return () => given;
  }
  const began = Date.now();
  const say = (line: string) => print(`nats-server: ${line}`);
  const found = await findNatsServer({ cacheFolder: repositoryPath(".cache"), log: say, progress: say });
  const server = await startNats({
    binary: found.path,
    folder: home.path("nats"),
    clients: clientsOf(options.platformClients),
    logFile: home.newLog("nats"),
  });
  add({
    name: "nats-server",
    exited: server.exited,
    lines: server.lines,
    stop: server.stop,
    restart: server.restart,
  });
  print(`nats-server: ${found.version}, port ${server.port} (${elapsed(began)})`);
  return server.urlFor;
}

/** The platform clients with an account at the broker. The wallet validates the variable. */
function clientsOf(platformClients: string): string[] {
  try {
    return Object.keys(JSON.parse(platformClients)).filter((client) => CLIENT_NAME.test(client));
  } catch {
    return [];
  }
}

/** Undefined if tokens come from an identity provider and no secret is set. */
function tokenSecret(options: StartOptions, home: Home): string | undefined {
  if (options.jwtSecret !== undefined) return options.jwtSecret;
  if (options.jwksUrl !== undefined && !options.demo) return undefined;
  return keepSecrets(home.path("secrets.json"), ["AUTH_JWT_SECRET"], () => randomSecret(48)).AUTH_JWT_SECRET;
}

async function services(
  context: Context,
  databaseUrls: Readonly<Record<string, string>>,
  natsUrl: (name: ServiceName) => string,
  jwtSecret: string | undefined,
  providersFor: StripeEnvironment,
): Promise<void> {
  const { options } = context;
  const grpcAddresses: Partial<Record<ServiceName, string>> = {};
  for (const name of SERVICE_NAMES) {
    const fixed = options.dev === undefined ? undefined : devPorts(name);
    const port = name === "gateway" ? options.port : (fixed?.grpc ?? (await freePort()));
    if (name !== "gateway") grpcAddresses[name] = `127.0.0.1:${port}`;
    const env: Record<string, string> = {
      ...((name === "gateway" || name === "withdrawals") && PRICE),
      ...(name === "withdrawals" && options.demo && SECOND_METHOD),
      ...passedOn(name, process.env),
      ...serviceEnvironment(name, { databaseUrls, natsUrl, grpcAddresses }),
      // Fixed for the whole run, so that a restarted service keeps its address.
      [name === "gateway" ? "PORT" : "GRPC_PORT"]: String(port),
      ADMIN_PORT: String(fixed?.admin ?? (await freePort())),
      METER_MINUTE_SECONDS: String(options.minuteSeconds),
      DEMO: options.demo ? "1" : "0",
      DEMO_ALLOW_NETWORK: process.env.DEMO_ALLOW_NETWORK ?? "",
      ...providersFor(name),
      ...(name === "gateway" && { HTTP_LISTEN_HOST: options.listenHost ?? "" }),
    };
    if (jwtSecret !== undefined) env.AUTH_JWT_SECRET = jwtSecret;
    if (name === "wallet") env.PLATFORM_CLIENTS = options.platformClients;
    if (options.dev?.except.includes(name)) printEnvironment(name, env, context.print);
    else await addService(context, name, env);
    context.checkpoint();
  }
}

async function addService(
  { options, home, print, add }: Context,
  name: ServiceName,
  env: Record<string, string>,
): Promise<void> {
  const logFile = home.newLog(name);
  mkdirSync(home.path("run"), { recursive: true });
  const start = async () => {
    const started = await startService(name, env, {
      logFile,
      onLine: summarizer(name, logFile, print),
      watch: options.dev !== undefined,
      // A service that runs in a debugger keeps the others waiting.
      ...(options.dev !== undefined && options.dev.except.length > 0 && { readyTimeoutMs: DEBUGGER_MS }),
    });
    writeFileSync(home.path("run", `${name}.pid`), `${started.pid}\n`);
    return started;
  };
  const began = Date.now();
  let service = await start();
  add({
    name,
    exited: () => service.exited,
    lines: () => service.lines(),
    stop: () => service.stop(),
    restart: async () => {
      service = await start();
    },
  });
  print(`${name}: ready (${elapsed(began)})`);
}

async function demo({ options, home, print, add }: Context, jwtSecret: string | undefined): Promise<void> {
  const script = repositoryPath("scripts", "demo", "main.ts");
  if (!existsSync(script)) return;
  print(`demo: a minute lasts ${options.minuteSeconds} s`);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    GATEWAY_URL: `http://127.0.0.1:${options.port}`,
    METER_MINUTE_SECONDS: String(options.minuteSeconds),
  };
  if (jwtSecret !== undefined) env.AUTH_JWT_SECRET = jwtSecret;
  const logFile = home.newLog("demo");
  const child = await startProcess({
    name: "demo",
    command: process.execPath,
    args: [script],
    cwd: repositoryPath(),
    env,
    logFile,
    onLine: print,
  });
  mkdirSync(home.path("run"), { recursive: true });
  writeFileSync(home.path("run", "demo.pid"), `${child.pid}\n`);
  add({ name: "demo", exited: () => child.exited, lines: child.lines, stop: child.stop, restart: undefined });
}

function elapsed(began: number): string {
  return `${((Date.now() - began) / 1000).toFixed(1)} s`;
}
