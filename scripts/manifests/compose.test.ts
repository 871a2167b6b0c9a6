import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { repositoryPath, SERVICE_NAMES } from "../../packages/testkit/src/index.ts";
import { reads, variablesOf } from "../configuration/variables.ts";
import type { Json } from "./resource.ts";
import { portsOf } from "./services.ts";

const folder = repositoryPath("deploy", "docker");
const text = readFileSync(`${folder}/compose.yaml`, "utf8");
const { services } = parse(text, { merge: true }) as Json;

it.each(SERVICE_NAMES)(
  "compose.yaml gives %s what it reads, all that it must have, and nothing else",
  (service) => {
    const environment = services[service].environment as Record<string, string>;
    expect(Object.keys(environment).filter((name) => !reads(service, name))).toEqual([]);
    const required = variablesOf(service).filter((variable) => variable.required);
    expect(required.filter(({ name }) => !(name in environment))).toEqual([]);
    // A secret stands in .env, never here.
    const secrets = variablesOf(service).filter(({ name, secret }) => secret && name in environment);
    expect(secrets.filter(({ name }) => !environment[name]?.includes("${"))).toEqual([]);
  },
);

it.each(SERVICE_NAMES)("compose.yaml asks %s where it answers, and keeps it locked", (service) => {
  const { healthcheck, read_only, user, cap_drop, build } = services[service];
  expect(healthcheck.test.join(" ")).toContain(`http://127.0.0.1:${portsOf(service).admin}/readyz`);
  expect({ read_only, user, cap_drop }).toEqual({ read_only: true, user: "1000:1000", cap_drop: ["ALL"] });
  expect(build).toMatchObject({ target: "service", args: { SERVICE: service } });
});

it("addresses in compose.yaml lead to a service and to the port that it listens on", () => {
  const addresses = SERVICE_NAMES.flatMap((service) =>
    Object.entries(services[service].environment as Record<string, string>).filter(([name]) =>
      name.endsWith("_ADDRESS"),
    ),
  );
  expect(addresses.length).toBeGreaterThan(4);
  for (const [, address] of addresses) {
    const service = SERVICE_NAMES.find((name) => address.startsWith(`${name}:`));
    expect(service).toBeDefined();
    if (service) expect(address).toBe(`${service}:${portsOf(service).grpc}`);
  }
});

it(".env.example names every secret that compose.yaml asks for", () => {
  const example = readFileSync(`${folder}/.env.example`, "utf8");
  const asked = new Set([...text.matchAll(/\$\{([A-Z_]+):\?\}/g)].map(([, name]) => name));
  expect(asked.size).toBeGreaterThan(8);
  expect([...asked].filter((name) => !example.includes(`\n${name}=`))).toEqual([]);
});
