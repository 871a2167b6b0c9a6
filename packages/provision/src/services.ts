import { existsSync } from "node:fs";
import { repositoryPath } from "./files.ts";

/** The services in start order: each after those that it calls. */
export const SERVICE_NAMES = ["wallet", "billing", "withdrawals", "notifications", "gateway"] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];

/** Whether the service has an entry file in this working copy. */
export function serviceExists(name: ServiceName): boolean {
  return existsSync(entryFile(name));
}

/** services/<name>/src/main.ts (absolute). */
export function entryFile(name: ServiceName): string {
  return repositoryPath("services", name, "src", "main.ts");
}

export interface Wiring {
  /** service → URL with its own role. */
  databaseUrls: Readonly<Record<string, string>>;
  /** The NATS URL for a service. */
  natsUrl: (name: ServiceName) => string;
  /** gRPC addresses of the running services. */
  grpcAddresses: Partial<Record<ServiceName, string>>;
}

/** The environment that wires a service to its database, NATS and the services that it calls. */
export function serviceEnvironment(name: ServiceName, wiring: Wiring): Record<string, string> {
  const databaseUrl = wiring.databaseUrls[name];
  const env: Record<string, string> = { NATS_URL: wiring.natsUrl(name) };
  if (databaseUrl !== undefined) env[`${name.toUpperCase()}_DATABASE_URL`] = databaseUrl;
  for (const [other, address] of Object.entries(wiring.grpcAddresses)) {
    if (other !== name) env[`${other.toUpperCase()}_GRPC_ADDRESS`] = address;
  }
  return env;
}
