import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import {
  grpcTlsEnvironment,
  makeGrpcCertificates,
  repositoryPath,
  SERVICE_NAMES,
} from "../../packages/provision/src/index.ts";
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
    // Secrets are in .env only.
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

it("compose.yaml makes each service a certificate of its own, which no other service sees, before it starts", () => {
  const { volumes, command, entrypoint } = services.certificates;
  expect(entrypoint.join(" ")).toBe("node scripts/certificates.ts /certificates");
  expect([...command].sort()).toEqual([...SERVICE_NAMES].sort());
  for (const name of SERVICE_NAMES) {
    expect(services[name].volumes).toEqual([`${name}-certificates:/etc/grpc-tls:ro`]);
    expect(volumes).toContain(`${name}-certificates:/certificates/${name}`);
    expect(services[name].depends_on.certificates).toEqual({ condition: "service_completed_successfully" });
    expect(services[name].environment).toMatchObject(grpcTlsEnvironment("/etc", "grpc-tls"));
  }
});

it("certificates that are there stay, and what is missing or about to end is made again for everybody", () => {
  const folder = mkdtempSync(join(tmpdir(), "metercast-certificates-"));
  const read = () =>
    SERVICE_NAMES.map((name) =>
      readFileSync(grpcTlsEnvironment(folder, name).GRPC_TLS_CERT_FILE ?? "", "utf8"),
    );
  try {
    expect(makeGrpcCertificates(folder, SERVICE_NAMES, 3_650)).toBe(true);
    const first = read();
    expect(makeGrpcCertificates(folder, SERVICE_NAMES, 3_650)).toBe(false);
    expect(read()).toEqual(first);
    rmSync(join(folder, "billing", "tls.key"));
    expect(makeGrpcCertificates(folder, SERVICE_NAMES, 29)).toBe(true);
    expect(read().some((text) => first.includes(text))).toBe(false);
    expect(makeGrpcCertificates(folder, SERVICE_NAMES, 3_650)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
