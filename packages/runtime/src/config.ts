import { z } from "zod";

export { z };

/** A whole number from the environment within bounds. */
export const integer = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

/** A connection string of a Postgres role. */
export const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, "must be a postgres:// URL");

/** host:port of a gRPC server. */
export const grpcAddress = z.string().regex(/^[^\s:/]+:\d{1,5}$|^dns:\/\/\/\S+$/, "must be host:port");

/** What every service reads besides its own names. */
export const commonConfig = {
  NATS_URL: z.string().regex(/^(nats|tls):\/\//, "must be a nats:// URL"),
  NATS_STREAM_REPLICAS: integer(1, 5).default(1),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
};

/** Configuration that can't be used: one line per variable, never a value (it may be a secret). */
export class InvalidConfig extends Error {
  override readonly name = "InvalidConfig";
}

/**
 * Reads and checks the environment. An empty variable counts as not set.
 * @throws InvalidConfig naming every variable that is missing or wrong
 */
export function readConfig<T extends z.ZodRawShape>(
  shape: T,
  env: NodeJS.ProcessEnv = process.env,
): z.infer<z.ZodObject<T>> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const result = z.object(shape).safeParse(given);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new InvalidConfig(`configuration: ${lines.join("; ")}`);
}

/**
 * The address that gRPC and admin ports listen on: this machine only, unless LISTEN_HOST says otherwise (0.0.0.0 in a container). They have no login of
 * their own, so they must not be open to a network by accident.
 */
export const listenHost = (): string => process.env.LISTEN_HOST || "127.0.0.1";
