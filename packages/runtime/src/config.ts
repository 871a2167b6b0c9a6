import { isIPv6 } from "node:net";
import { z } from "zod";
import { demoConflict } from "./demo.ts";

export { z };

/** A whole number from the environment within bounds. */
export const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** "a, b": a list of texts, none of them empty. */
export const commaList = z
  .string()
  .default("")
  .transform((text) =>
    text
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );

/** A connection string of a Postgres role. */
export const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// URL");

/**
 * One or several gRPC servers of a service, called in rotation: host:port · [::1]:port · dns:///host:port
 * (each of its addresses) · ipv4:1.2.3.4:1,1.2.3.5:1 · ipv6:[::1]:1,[::2]:1.
 */
export const grpcAddress = z
  .string()
  .overwrite(withBrackets)
  .regex(
    /^([^\s:/[\]]+|\[[\da-fA-F:.]+\]):\d{1,5}$|^dns:\/\/\/\S+$|^ipv4:[\d.]+:\d{1,5}(,[\d.]+:\d{1,5})*$|^ipv6:\[[\da-fA-F:.]+\]:\d{1,5}(,\[[\da-fA-F:.]+\]:\d{1,5})*$/,
    "must be host:port",
  );

/** A manifest composes `$(POD_IP):7102` without knowing the family: only an IPv6 address needs brackets. */
function withBrackets(address: string): string {
  const [, host = "", port] = /^\[?([\da-fA-F:.]+?)\]?:(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined) return address;
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Maximum age of a gRPC connection, after which a new replica gets its share of the calls. */
export const maxConnectionAgeSeconds = integer(1, 86_400)
  .default(300)
  .describe(
    "A caller's connection is ended after this (±10 %, once its calls are answered): it asks for the name's addresses again and finds replicas that were added.",
  );

export const integrityStaleMinutes = integer(1, 10_080)
  .default(30)
  .describe(
    "A check that has given no verdict for so long counts as failing and freezes payouts: it could not run, or no run ended. Never less than two intervals of the checks.",
  );

/** The same in ms, beside how often the checks run. */
export const integrityStaleMs = (config: {
  INTEGRITY_STALE_MINUTES: number;
  INTEGRITY_INTERVAL_SECONDS: number;
}): number => Math.max(config.INTEGRITY_STALE_MINUTES * 60_000, config.INTEGRITY_INTERVAL_SECONDS * 2_000);

/**
 * Describes a secret variable: docs/CONFIGURATION.md marks it, and the manifests may take it only from a
 * Secret. Use it last in the chain: `secret(postgresUrl.optional(), "…")`.
 */
export const secret = <T extends z.ZodType>(schema: T, description: string): T =>
  schema.meta({ description, secret: true });

/** The variables of every service. docs/CONFIGURATION.md is generated from the descriptions. */
export const commonConfig = {
  NATS_URL: secret(
    z.string().regex(/^(nats|tls):\/\//, "must be a nats:// URL"),
    "The broker with the service's own user and password: `nats://user:password@host:4222`, more hosts after commas; `tls://` for TLS.",
  ),
  NATS_STREAM_REPLICAS: integer(1, 5)
    .default(1)
    .describe("Copies that each JetStream stream has: 3 in a cluster. The same for all services."),
  NATS_STREAM_SCALE: z.coerce
    .number()
    .min(0.01)
    .max(1_000)
    .default(1)
    .describe(
      "How many times their byte limits the JetStream streams may grow: one for every 35,000 viewers who watch all day, 0.1 where disks are small. NATS keeps that much room, or refuses. A full stream refuses. The same for all services.",
    ),
  LISTEN_HOST: z
    .string()
    .default("127.0.0.1")
    .describe(
      "The address that the gRPC and admin ports listen on: `::` in a container, which is every IPv4 and IPv6 address. The admin port has no login.",
    ),
  GRPC_TLS_CERT_FILE: z
    .string()
    .optional()
    .describe(
      "PEM file of the service's certificate, with the service's name (`wallet`, …) as a DNS name: callers are known by it. With it and the next two gRPC is mutual TLS, for its server and for its calls; new files are taken up within 10 s. All services or none.",
    ),
  GRPC_TLS_KEY_FILE: z.string().optional().describe("PEM file of its private key."),
  GRPC_TLS_CA_FILE: z
    .string()
    .optional()
    .describe("PEM file of the authority that signed every service's certificate."),
  GRPC_INSECURE: z
    .enum(["0", "1"])
    .default("0")
    .describe(
      "1: gRPC may be in clear text beyond the loopback address. Then every host that reaches a port may call everything: only for isolated networks.",
    ),
  DEMO: z
    .enum(["0", "1"])
    .default("0")
    .describe(
      "1: anybody may log in as a persona, also as admin. No service starts with it beside a Stripe key other than the stand-in's, or beside `AUTH_JWKS_URL`; the gateway listens on the loopback address only.",
    ),
  DEMO_ALLOW_NETWORK: z
    .enum(["0", "1"])
    .default("0")
    .describe(
      "1: with `DEMO=1` the services may listen on other addresses: in containers whose ports only you can reach.",
    ),
  LOG_LEVEL: z
    .enum(["debug", "info", "warn", "error"])
    .default("info")
    .describe("The least important lines that are written."),
};

/** Invalid configuration: one line per variable, without values, because they may be secrets. */
export class InvalidConfig extends Error {
  override readonly name = "InvalidConfig";
}

/**
 * Reads and checks the environment. An empty variable counts as not set. @throws InvalidConfig naming every
 * missing or wrong variable, or if the demo is not allowed
 */
export function readConfig<T extends z.ZodRawShape>(
  variables: T,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<T>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = z.object(variables).safeParse(given);
  const conflict = given.DEMO === "1" ? demoConflict(given) : undefined;
  if (conflict !== undefined) throw new InvalidConfig(`configuration: DEMO=1 ${conflict}`);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new InvalidConfig(`configuration: ${lines.join("; ")}`);
}
