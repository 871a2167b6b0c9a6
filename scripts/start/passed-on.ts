import type { ServiceName } from "../../packages/provision/src/index.ts";
import { allVariables, reads, TOOL_VARIABLES, variablesOf } from "../configuration/variables.ts";

/** Set by npm start: addresses and roles of the parts that it starts. */
const DECIDED =
  /^(NATS_URL|PORT|GRPC_PORT|ADMIN_PORT|DEMO|METER_MINUTE_SECONDS|PLATFORM_CLIENTS|[A-Z]+_DATABASE_URL|[A-Z]+_GRPC_ADDRESS|[A-Z]+_PEERS)$/;
/** Prefixes that other programs use too (HTTP_PROXY, LOG_…). */
const SHARED_WORDS = new Set([
  "HTTP",
  "LOG",
  "NODE",
  "OTEL",
  "PORT",
  "DEMO",
  "ADMIN",
  "PUBLIC",
  "LISTEN",
  "DATABASE",
]);

/** The variables of our environment that this service documents. An empty one counts as not set. */
export function passedOn(service: ServiceName, env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    variablesOf(service).flatMap(({ name }) => {
      const value = env[name];
      return value === undefined || value === "" || DECIDED.test(name) ? [] : [[name, value]];
    }),
  );
}

const OURS = /^(NATS_SERVER_BIN|METERCAST_(SEED|TEST_\w+))$/;

/** One line for each variable with our prefix that no service reads: probably a typing mistake. */
export function unknownVariables(env: NodeJS.ProcessEnv, services: readonly ServiceName[]): string[] {
  const known = new Set([...allVariables(), ...TOOL_VARIABLES].map(({ name }) => name));
  const prefixes = new Set(
    [...known].map((name) => name.split("_")[0] as string).filter((word) => !SHARED_WORDS.has(word)),
  );
  return Object.keys(env)
    .filter((name) => prefixes.has(name.split("_")[0] as string) && name.includes("_"))
    .filter(
      (name) => !known.has(name) && !OURS.test(name) && !services.some((service) => reads(service, name)),
    )
    .map((name) => `warning: nothing reads ${name}; docs/CONFIGURATION.md lists the names`);
}
