// npm run containers: builds every image, runs deploy/docker/compose.yaml, follows both lines of Metercast
// through the HTTP API, checks the promises of the images, prints sizes and times, and removes everything.
// If no Docker engine responds, root on Debian gets one for the run. If no image can be pulled, the bases
// are built from this machine's own files.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../packages/local-servers/src/index.ts";
import { randomSecret, repositoryPath, SERVICE_NAMES } from "../packages/provision/src/index.ts";
import { type BaseImages, baseImages } from "./containers/base-images.ts";
import { run, stopwatch } from "./containers/commands.ts";
import { findCompose, findEngine } from "./containers/engine.ts";
import { journey } from "./containers/journey.ts";
import { promises } from "./containers/promises.ts";

const SERVICES = SERVICE_NAMES;
const IMAGES = [...SERVICES, "migrate", "stripe-standin"];
/** With a cold npm cache and two slow cores. */
const BUILD_TIMEOUT_MS = 1_200_000;
const UP_TIMEOUT_MS = 300_000;

const print = (line: string) => console.log(`containers: ${line}`);
const watch = stopwatch(print);
const project = `metercast-smoke-${process.pid}`;
const cleanups: (() => Promise<unknown> | unknown)[] = [];

/** The files of the repository with local changes, and the machine's extra CA for npm. */
async function buildContext(): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), "metercast-context-"));
  cleanups.push(() => rmSync(context, { recursive: true, force: true }));
  const listed = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: repositoryPath(),
    timeoutMs: 30_000,
  });
  for (const file of listed.split("\0").filter(Boolean))
    cpSync(repositoryPath(file), join(context, file), { recursive: true, force: true });
  const ca = process.env.NODE_EXTRA_CA_CERTS;
  if (ca) cpSync(ca, join(context, "deploy", "docker", "certs", "extra-ca.pem"));
  return context;
}

async function buildImage(context: string, image: string, bases: BaseImages): Promise<void> {
  const isService = SERVICES.some((name) => name === image);
  const args = ["build", "--network", "host", "-f", "deploy/docker/Dockerfile", "-t", `${project}/${image}`];
  args.push("--target", isService ? "service" : image);
  if (isService) args.push("--build-arg", `SERVICE=${image}`);
  if (bases.NODE_IMAGE) args.push("--build-arg", `NODE_IMAGE=${bases.NODE_IMAGE}`);
  await run("docker", [...args, "."], {
    cwd: context,
    timeoutMs: BUILD_TIMEOUT_MS,
    env: { DOCKER_BUILDKIT: "0" },
    onLine: (line) => /^Step \d+\/\d+ : (RUN|FROM)/.test(line) && print(`  ${image}: ${line.slice(0, 100)}`),
  });
}

function officialNode(): string {
  const dockerfile = readFileSync(repositoryPath("deploy", "docker", "Dockerfile"), "utf8");
  return /^ARG NODE_IMAGE=(\S+)$/m.exec(dockerfile)?.[1] ?? "node:24-slim";
}

/** The variables of .env.example for a smoke test: a minute lasts a second, and the stand-in is Stripe. */
async function environment(context: string, bases: BaseImages): Promise<Record<string, string>> {
  const example = readFileSync(join(context, "deploy", "docker", ".env.example"), "utf8");
  const passwords = [...example.matchAll(/^([A-Z_]+_PASSWORD)=$/gm)].map(([, name]) => [
    name,
    randomSecret(),
  ]);
  return {
    ...Object.fromEntries(passwords),
    ...bases,
    METERCAST_REGISTRY: project,
    PORT: String(await freePort()),
    STANDIN_PORT: String(await freePort()),
    AUTH_JWT_SECRET: randomSecret(48),
    METER_MINUTE_SECONDS: "1",
    METER_LOST_AFTER_SECONDS: "10",
    STRIPE_API_BASE_URL: "http://stripe-standin:12111",
    STRIPE_PAYMENTS_KEY: "sk_test_standin",
    STRIPE_PAYOUTS_KEY: "sk_test_standin",
    STRIPE_PAYMENTS_WEBHOOK_SECRETS: `whsec_${randomSecret()}`,
    STRIPE_PAYOUTS_WEBHOOK_SECRETS: `whsec_${randomSecret()}`,
    STRIPE_OPENING_BALANCE_CENTS: "0",
  };
}

/** Compose for this project, with our env file. */
function composer([command, ...before]: Awaited<ReturnType<typeof findCompose>>, context: string) {
  const files = ["--project-name", project, "-f", join(context, "deploy", "docker", "compose.yaml")];
  const all = [
    ...before,
    ...files,
    "--env-file",
    join(context, "deploy", "docker", ".env"),
    "--profile",
    "standin",
  ];
  return (...args: string[]) => run(command, [...all, ...args], { timeoutMs: UP_TIMEOUT_MS });
}

async function main(): Promise<void> {
  const engine = await findEngine(watch);
  cleanups.push(() => engine.stop());
  const composeProgram = await findCompose(watch);
  const bases = await baseImages(officialNode(), ["NODE_IMAGE", "POSTGRES_IMAGE", "NATS_IMAGE"], watch);
  const context = await buildContext();
  for (const image of IMAGES) {
    await watch.time(`building ${image}`, () => buildImage(context, image, bases));
    if (!engine.ours)
      cleanups.push(() => run("docker", ["rmi", "-f", `${project}/${image}`], { timeoutMs: 60_000 }));
  }
  const env = await environment(context, bases);
  const lines = Object.entries(env).map(([name, value]) => `${name}=${value}\n`);
  writeFileSync(join(context, "deploy", "docker", ".env"), lines.join(""), { mode: 0o600 });
  const compose = composer(composeProgram, context);
  cleanups.push(() => compose("down", "--volumes", "--timeout", "20"));
  try {
    await watch.time("everything up and healthy", () => compose("up", "--detach", "--wait", "--no-build"));
    const place = { gatewayUrl: `http://127.0.0.1:${env.PORT}`, jwtSecret: env.AUTH_JWT_SECRET ?? "" };
    await watch.time("both lines, from the outside", () => journey(place, (line) => print(`  ${line}`)));
    await watch.time("what the images promise", () => promises(SERVICES, { project, compose, print }));
  } catch (error) {
    console.error(await compose("ps", "--all").catch(String));
    console.error(await compose("logs", "--no-color", "--tail", "30").catch(String));
    throw error;
  }
  for (const image of IMAGES) print(`${image}: ${await megabytes(image)} MB`);
  print(`the base alone: ${await megabytes(bases.NODE_IMAGE ?? officialNode(), "")} MB`);
}

async function megabytes(image: string, prefix = `${project}/`): Promise<string> {
  const size = await run("docker", ["image", "inspect", "--format", "{{.Size}}", prefix + image], {
    timeoutMs: 20_000,
  });
  return (Number(size) / 1e6).toFixed(0);
}

async function cleanUp(): Promise<void> {
  print("taking everything away");
  // In reverse order; a failing cleanup must not prevent the others.
  while (cleanups.length > 0)
    await Promise.resolve(cleanups.pop()?.()).catch((error) => print(String(error)));
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
try {
  await main();
  await cleanUp();
  print("all is well");
} catch (error) {
  console.error(`containers: ${error instanceof Error ? error.message : error}`);
  await cleanUp();
  process.exit(1);
}
