// npm run test:containers [-- vitest's arguments]: npm test with Postgres and NATS from containers
// (TEST_INFRA=containers). If no Docker engine responds, root on Debian gets one for the run. If no image
// can be pulled, the servers' images are built from this machine's own files.
import { NATS_IMAGE } from "../packages/testkit/src/containers.ts";
import { baseImages } from "./containers/base-images.ts";
import { run, stopwatch } from "./containers/commands.ts";
import { findEngine } from "./containers/engine.ts";
import { testAndExit } from "./tests/run.ts";

const NETWORK_TIMEOUT_MS = 30_000;

const print = (line: string) => console.log(`containers: ${line}`);
const watch = stopwatch(print);
const cleanups: (() => Promise<unknown>)[] = [];

async function prepare(): Promise<void> {
  const engine = await findEngine(watch);
  cleanups.push(() => engine.stop());
  process.env.TEST_INFRA = "containers";
  const { POSTGRES_IMAGE, NATS_IMAGE: nats } = await baseImages(
    NATS_IMAGE,
    ["POSTGRES_IMAGE", "NATS_IMAGE"],
    watch,
  );
  if (POSTGRES_IMAGE && nats) {
    process.env.TEST_POSTGRES_IMAGE = POSTGRES_IMAGE;
    process.env.TEST_NATS_IMAGE = nats;
    // testcontainers' reaper is an image that can't be pulled either.
    process.env.TESTCONTAINERS_RYUK_DISABLED = "true";
  }
  // Our own engine has no default bridge, which would stay on the machine; it removes its own network.
  if (engine.ours) {
    const network = `metercast-test-${process.pid}`;
    await run("docker", ["network", "create", network], { timeoutMs: NETWORK_TIMEOUT_MS });
    cleanups.push(() => run("docker", ["network", "rm", network], { timeoutMs: NETWORK_TIMEOUT_MS }));
    process.env.TEST_CONTAINERS_NETWORK = network;
    // If this machine is a container, its ports are on the default bridge.
    process.env.TESTCONTAINERS_HOST_OVERRIDE = "127.0.0.1";
  }
}

/** In reverse order; a failing cleanup must not prevent the others. */
async function cleanUp(): Promise<void> {
  while (cleanups.length > 0)
    await cleanups
      .pop()?.()
      .catch((error) => print(String(error)));
}

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void cleanUp().then(() => process.exit(130)));
try {
  await prepare();
} catch (error) {
  console.error(`containers: ${error instanceof Error ? error.message : error}`);
  await cleanUp();
  process.exit(1);
}
await testAndExit(process.argv.slice(2), cleanUp);
