export * from "./files.ts";
export * from "./leftovers.ts";
export * from "./nats.ts";
export * from "./nats-binary.ts";
export * from "./nats-users.ts";
export * from "./postgres.ts";
export { removePostgres } from "./postgres-binary.ts";
export * from "./processes.ts";
export * from "./proxy.ts";
