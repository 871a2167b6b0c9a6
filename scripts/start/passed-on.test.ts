import { expect, it } from "vitest";
import { SERVICE_NAMES } from "../../packages/provision/src/index.ts";
import { variablesOf } from "../configuration/variables.ts";
import { passedOn, unknownVariables } from "./passed-on.ts";

const ITS_OWN =
  /^(NATS_URL|PORT|GRPC_PORT|ADMIN_PORT|DEMO|METER_MINUTE_SECONDS|PLATFORM_CLIENTS)$|_(DATABASE_URL|GRPC_ADDRESS|PEERS)$/;

it.each(SERVICE_NAMES)("every documented variable that is set reaches %s, as it is", (service) => {
  const names = variablesOf(service)
    .map(({ name }) => name)
    .filter((name) => !ITS_OWN.test(name));
  expect(names.length).toBeGreaterThan(8);
  const env = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
  expect(passedOn(service, { ...env, SOMETHING_ELSE: "x" })).toEqual(env);
  expect(passedOn(service, Object.fromEntries(names.map((name) => [name, ""])))).toEqual({});
});

it("no service gets another's variables, or an address that npm start chose", () => {
  const env = { LIVEKIT_API_SECRET: "s", STRIPE_SECRET_KEY: "k", NATS_URL: "nats://x", GRPC_PORT: "1" };
  expect(passedOn("wallet", env)).toEqual({});
  expect(passedOn("gateway", env)).toEqual({ LIVEKIT_API_SECRET: "s" });
});

it("a name that looks like ours and that nobody reads is a warning; other people's names are not", () => {
  const env = {
    AUTH_ROLE_CLAIM: "roles",
    RATE_LIMIT_SUBJECT: "1",
    AUTH_ROLES_CLAIM: "roles",
    OTEL_TRACES_SAMPLER: "always_on",
    HTTP_PROXY: "http://proxy",
    NODE_ENV: "production",
    PATH: "/bin",
    NATS_SERVER_BIN: "/bin/nats-server",
    METERCAST_TEST_PIDS: "/tmp",
  };
  expect(unknownVariables(env, SERVICE_NAMES)).toEqual([
    "warning: nothing reads AUTH_ROLE_CLAIM; docs/CONFIGURATION.md lists the names",
    "warning: nothing reads RATE_LIMIT_SUBJECT; docs/CONFIGURATION.md lists the names",
  ]);
});
