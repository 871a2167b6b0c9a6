import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { build, podSpec } from "./build.ts";
import { checkAll, OVERLAYS_FOLDER, overlays, rulesProblems } from "./check.ts";
import { type Json, nameOf, type Resource } from "./resource.ts";
import { schemaProblems } from "./schema.ts";

const built = overlays();

it("every overlay is right: types, references, edges, and what the code answers", () => {
  expect([...built.keys()].sort()).toEqual(["dev", "prod", "staging"]);
  expect(checkAll()).toEqual([]);
});

/** The builders differ in the letters of hashes and in the wrapping of base64. */
function comparable(resources: Resource[]): Record<string, Json> {
  const generated = resources.filter(
    ({ kind, metadata }) => /^(ConfigMap|Secret)$/.test(kind) && /-[a-z0-9]{10}$/.test(metadata.name),
  );
  let text = JSON.stringify(resources, (key, value) =>
    typeof value === "string" && /^[A-Za-z0-9+/=\n]+$/.test(value) && key.includes("_")
      ? value.replaceAll("\n", "")
      : value,
  );
  for (const { metadata } of generated)
    text = text.replaceAll(`"${metadata.name}"`, `"${metadata.name.slice(0, -11)}-HASH"`);
  return Object.fromEntries((JSON.parse(text) as Resource[]).map((resource) => [nameOf(resource), resource]));
}

const hasKubectl = spawnSync("kubectl", ["kustomize", "--help"], { stdio: "ignore" }).status === 0;

// Without kubectl, the other tests of this file cover the builder.
if (hasKubectl)
  it.each([...built.keys()])("the builder's objects are kubectl's: %s", (name) => {
    const text = execFileSync("kubectl", ["kustomize", `${OVERLAYS_FOLDER}/${name}`], {
      encoding: "utf8",
      timeout: 120_000,
    });
    const theirs = parseAllDocuments(text).map((document) => document.toJS() as Resource);
    expect(comparable(built.get(name) ?? [])).toEqual(comparable(theirs));
  });

/** prod with one object changed. */
function planted(name: string, change: (resource: Json) => void): Resource[] {
  const resources = structuredClone(built.get("prod") ?? []);
  const resource = resources.find((one) => nameOf(one) === name);
  if (resource === undefined) throw new Error(`prod has no ${name}`);
  change(resource);
  return resources;
}

const container = (resource: Json) => resource.spec.template.spec.containers[0];
const setEnv = (resource: Json, name: string, more: object) =>
  container(resource).env.push({ name, ...more });

const MISTAKES: [string, string, (resource: Json) => void, RegExp][] = [
  [
    "a variable that no code reads",
    "Deployment wallet",
    (r) => setEnv(r, "METER_MINUTES", { value: "1" }),
    /wallet knows no variable METER_MINUTES/,
  ],
  [
    "a value out of bounds",
    "Deployment wallet",
    (r) => setEnv(r, "DATABASE_CONNECTIONS", { value: "1000" }),
    /DATABASE_CONNECTIONS: .*1000/,
  ],
  [
    "a value of the wrong type",
    "ConfigMap metercast-settings-.*",
    (r) => Object.assign(r.data, { NATS_STREAM_REPLICAS: "three" }),
    /NATS_STREAM_REPLICAS/,
  ],
  [
    "a required variable that is missing",
    "Deployment billing",
    (r) => (container(r).env = container(r).env.filter((one: Json) => one.name !== "WALLET_GRPC_ADDRESS")),
    /WALLET_GRPC_ADDRESS is missing/,
  ],
  [
    "a secret that is written down",
    "Deployment billing",
    (r) =>
      Object.assign(
        container(r).env.find((one: Json) => one.name === "STRIPE_SECRET_KEY"),
        { value: "sk_live_1", valueFrom: undefined },
      ),
    /STRIPE_SECRET_KEY is a secret/,
  ],
  [
    "a key that its Secret does not have",
    "ExternalSecret wallet",
    (r) => delete r.spec.target.template.data.NATS_URL,
    /the Secret wallet has no NATS_URL/,
  ],
  [
    "a port that the service does not listen on",
    "Deployment wallet",
    (r) => (container(r).ports[0].containerPort = 7109),
    /wallet does not listen on 7109/,
  ],
  [
    "a gRPC probe, which can't show a certificate",
    "Deployment wallet",
    (r) => (container(r).livenessProbe = { grpc: { port: 7101, service: "wallet.v1.WalletService" } }),
    /Deployment wallet: livenessProbe: a gRPC probe can't speak TLS/,
  ],
  [
    "a probe of nothing",
    "Deployment wallet",
    (r) => (container(r).startupProbe = { tcpSocket: { port: 7101 } }),
    /startupProbe: no httpGet/,
  ],
  [
    "a service that calls in the clear",
    "Deployment gateway",
    (r) => (container(r).env = container(r).env.filter((one: Json) => !/^GRPC_TLS/.test(one.name))),
    /Deployment gateway: has no certificate for gRPC/,
  ],
  [
    "a service with another one's certificate",
    "Deployment billing",
    (r) =>
      (r.spec.template.spec.volumes.find((one: Json) => one.name === "grpc-tls").secret.secretName =
        "gateway-grpc-tls"),
    /Deployment billing: its certificate is not billing's \(gateway\)/,
  ],
  [
    "a certificate with which one service is two",
    "Certificate wallet-grpc",
    (r) => r.spec.dnsNames.push("gateway"),
    /Deployment wallet: its certificate is not wallet's \(wallet, gateway\)/,
  ],
  [
    "a certificate that can't be shown by a client",
    "Certificate gateway-grpc",
    (r) => (r.spec.usages = ["server auth"]),
    /Deployment gateway: its certificate is not for client auth/,
  ],
  [
    "a certificate at another path than the one that is mounted",
    "Deployment wallet",
    (r) =>
      (container(r).env.find((one: Json) => one.name === "GRPC_TLS_KEY_FILE").value = "/etc/grpc/tls.key"),
    /Deployment wallet: GRPC_TLS_KEY_FILE: nothing is mounted at/,
  ],
  [
    "gRPC in the clear where there are certificates",
    "Deployment wallet",
    (r) => setEnv(r, "GRPC_INSECURE", { value: "1" }),
    /Deployment wallet: GRPC_INSECURE beside a certificate/,
  ],
  [
    "a probe of a path that no server answers",
    "Deployment gateway",
    (r) => (container(r).readinessProbe.httpGet.path = "/ready"),
    /no server answers \/ready/,
  ],
  [
    "an image that the Dockerfile does not make",
    "Deployment wallet",
    (r) => (container(r).image = "registry.example.com/metercast/walet:1"),
    /makes no image|deployed nowhere/,
  ],
  [
    "an image without a version",
    "Deployment wallet",
    (r) => (container(r).image = "registry.example.com/metercast/wallet"),
    /has no fixed version/,
  ],
  [
    "an image that every start would ask a registry for",
    "Deployment wallet",
    (r) => (container(r).image = "metercast/wallet"),
    /has no fixed version/,
  ],
  [
    "a Service that selects nothing",
    "Service billing",
    (r) => (r.spec.selector["app.kubernetes.io/name"] = "biling"),
    /Service billing: selects no pod/,
  ],
  [
    "a Service's port that its pods don't have",
    "Service billing",
    (r) => (r.spec.ports[0].targetPort = "http"),
    /its pods have no port http/,
  ],
  [
    "a Service that hides the replicas from gRPC",
    "Service wallet",
    (r) => delete r.spec.clusterIP,
    /hides its replicas/,
  ],
  [
    "a network policy that selects nothing",
    "NetworkPolicy wallet",
    (r) => (r.spec.podSelector.matchLabels["app.kubernetes.io/name"] = "purse"),
    /NetworkPolicy wallet: selects no pod/,
  ],
  [
    "an edge to a port that nobody has",
    "NetworkPolicy gateway",
    (r) => (r.spec.egress[0].ports[0].port = 7199),
    /the port 7199, which nobody there has/,
  ],
  [
    "wallet reaching the internet",
    "Deployment wallet",
    (r) => (r.spec.template.metadata.labels["metercast.dev/reaches-stripe"] = "true"),
    /Deployment wallet: reaches the internet/,
  ],
  [
    "billing not reaching Stripe",
    "Deployment billing",
    (r) => delete r.spec.template.metadata.labels["metercast.dev/reaches-stripe"],
    /Deployment billing: does not reach Stripe/,
  ],
  [
    "notifications not reaching mail servers and endpoints",
    "Deployment notifications",
    (r) => delete r.spec.template.metadata.labels["metercast.dev/reaches-internet"],
    /Deployment notifications: does not reach the internet/,
  ],
  [
    "notifications reaching the metadata service",
    "NetworkPolicy notifications-reach-internet",
    (r) => (r.spec.egress[0].to[0].ipBlock.except = ["10.0.0.0/8"]),
    /notifications-reach-internet: opens private addresses \(100\.64\.0\.0\/10, .*169\.254\.0\.0\/16/,
  ],
  [
    "webhooks to private addresses",
    "Deployment notifications",
    (r) => setEnv(r, "EGRESS_ALLOW_PRIVATE", { value: "1" }),
    /Deployment notifications: EGRESS_ALLOW_PRIVATE opens private addresses/,
  ],
  [
    "webhooks to private addresses by a Secret",
    "Deployment notifications",
    (r) => setEnv(r, "EGRESS_ALLOW_PRIVATE", { valueFrom: { secretKeyRef: { name: "s", key: "k" } } }),
    /Deployment notifications: EGRESS_ALLOW_PRIVATE opens private addresses/,
  ],
  [
    "a disruption budget of nobody",
    "PodDisruptionBudget wallet",
    (r) => (r.spec.selector.matchLabels = { a: "b" }),
    /PodDisruptionBudget wallet: selects no pod/,
  ],
  [
    "an autoscaler of nobody",
    "HorizontalPodAutoscaler billing",
    (r) => (r.spec.scaleTargetRef.name = "biling"),
    /scales biling/,
  ],
  [
    "an autoscaler that Argo CD makes before what it scales",
    "HorizontalPodAutoscaler billing",
    (r) => delete r.metadata.annotations,
    /HorizontalPodAutoscaler billing: is synced before what it scales/,
  ],
  [
    "a scaler of KEDA's that is made together with what it scales",
    "ScaledObject wallet",
    (r) => (r.metadata.annotations["argocd.argoproj.io/sync-wave"] = "2"),
    /ScaledObject wallet: is synced before what it scales/,
  ],
  [
    "streams that don't fit into the servers' store",
    "ConfigMap metercast-settings-.*",
    (r) => Object.assign(r.data, { NATS_STREAM_SCALE: "2" }),
    /StatefulSet nats: its streams may hold .* \(NATS_STREAM_SCALE 2\), max_file_store is 40\.0 GiB/,
  ],
  [
    "a store that does not fit onto its volume",
    "StatefulSet nats",
    (r) => (r.spec.volumeClaimTemplates[0].spec.resources.requests.storage = "20Gi"),
    /max_file_store is 40\.0 GiB, the volume 20\.0 GiB/,
  ],
  [
    "a gateway that takes its door for everybody's address",
    "Deployment gateway",
    (r) => (container(r).env = container(r).env.filter(({ name }: Json) => name !== "TRUSTED_PROXIES")),
    /Deployment gateway: stands behind a door, and TRUSTED_PROXIES counts none/,
  ],
  [
    "a lag of a consumer that is not there",
    "ScaledObject wallet",
    (r) => (r.spec.triggers[0].metadata.consumer = "minutes"),
    /BILLING has no consumer minutes/,
  ],
  [
    "a lag of a stream that is not there",
    "ScaledObject wallet",
    (r) => (r.spec.triggers[0].metadata.stream = "BILLS"),
    /no stream BILLS/,
  ],
  [
    "a route to a port that is not there",
    "HTTPRoute gateway",
    (r) => (r.spec.rules[0].backendRefs[0].port = 8080),
    /gateway has no port 8080/,
  ],
  [
    "a migration of nobody",
    "Job wallet-migrate",
    (r) => (container(r).args = ["walet"]),
    /no service walet to migrate/,
  ],
  [
    "a file system that can be written",
    "Deployment gateway",
    (r) => (container(r).securityContext.readOnlyRootFilesystem = false),
    /file system can be written/,
  ],
  [
    "a pod that may be root",
    "Deployment gateway",
    (r) => delete r.spec.template.spec.securityContext.runAsNonRoot,
    /may run as root/,
  ],
  [
    "a token of the API in a pod",
    "Deployment gateway",
    (r) => delete r.spec.template.spec.automountServiceAccountToken,
    /carries a token/,
  ],
  [
    "a rolling update that takes a replica away",
    "Deployment gateway",
    (r) => (r.spec.strategy.rollingUpdate.maxUnavailable = 1),
    /may take a replica away/,
  ],
  [
    "a ServiceAccount that is not there",
    "Deployment gateway",
    (r) => (r.spec.template.spec.serviceAccountName = "door"),
    /no ServiceAccount door/,
  ],
  [
    "a mount of no volume",
    "Deployment gateway",
    (r) => container(r).volumeMounts.push({ name: "x", mountPath: "/x" }),
    /mounts x, which is no volume/,
  ],
];

it.each(MISTAKES)("found: %s", (_, pattern, change, problem) => {
  const name =
    (built.get("prod") ?? []).map(nameOf).find((one) => new RegExp(`^${pattern}$`).test(one)) ?? pattern;
  expect(rulesProblems(planted(name, change)).join("\n")).toMatch(problem);
});

const WRONG_TYPES: [string, (resource: Json) => void, RegExp][] = [
  ["Deployment wallet", (r) => (r.spec.replica = 2), /Deployment wallet: .*replica/],
  [
    "Deployment billing",
    (r) => (container(r).ports[0].containerPort = "7102"),
    /Deployment billing: .*not assignable to type 'number'/,
  ],
  ["Service wallet", (r) => (r.spec.ports[0].portNumber = 1), /Service wallet: .*portNumber/],
  ["NetworkPolicy wallet", (r) => (r.spec.podSelectors = {}), /NetworkPolicy wallet: .*podSelectors/],
  ["Deployment gateway", (r) => delete r.spec.selector, /Deployment gateway: .*selector/],
  ["Cluster metercast-postgres", (r) => (r.spec.instances = "3"), /Cluster metercast-postgres: .*number/],
  [
    "ObjectStore metercast-backups",
    (r) => (r.spec.configuration.destination = "s3://x"),
    /ObjectStore metercast-backups: .*destination/,
  ],
  ["ScaledObject wallet", (r) => (r.spec.minReplicas = 2), /ScaledObject wallet: .*minReplicas/],
  ["ExternalSecret wallet", (r) => (r.spec.data[0].remote = {}), /ExternalSecret wallet: .*remote/],
  ["Certificate nats", (r) => (r.spec.dnsNames = "nats"), /Certificate nats: .*string\[\]/],
  ["HTTPRoute gateway", (r) => (r.spec.rules[0].match = []), /HTTPRoute gateway: .*match/],
  ["Job wallet-migrate", (r) => (r.apiVersion = "batch/v1beta7"), /no schema is known for batch\/v1beta7/],
];

it("found by the types: unknown fields, wrong types and missing ones, in Kubernetes' own objects and in each operator's", () => {
  // One compiler run for all, with each mistake in its own object.
  const broken = WRONG_TYPES.map(
    ([name, change]) => planted(name, change).find((one) => nameOf(one) === name) as Resource,
  );
  const problems = schemaProblems(new Map([["prod", broken]]));
  for (const [, , problem] of WRONG_TYPES)
    expect(
      problems.some((line) => problem.test(line)),
      String(problem),
    ).toBe(true);
});

it("an image may be named by its digest", () => {
  const digest = `sha256:${"0a".repeat(32)}`;
  const resources = planted("Deployment wallet", (r) => {
    container(r).image = `registry.example.com/metercast/wallet@${digest}`;
  });
  expect(rulesProblems(resources)).toEqual([]);
});

it("deploy/k8s/kind.sh builds and loads every image of ours that the dev overlay names", () => {
  const folder = mkdtempSync(join(tmpdir(), "metercast-kind-"));
  // Each program records its arguments.
  for (const program of ["docker", "kind", "kubectl"])
    writeFileSync(join(folder, program), `#!/bin/sh\necho "${program} $*" >> "${folder}/calls"\n`, {
      mode: 0o755,
    });
  execFileSync("bash", [join(OVERLAYS_FOLDER, "..", "kind.sh")], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
    timeout: 60_000,
  });
  const calls = readFileSync(join(folder, "calls"), "utf8").split("\n");
  rmSync(folder, { recursive: true, force: true });
  const images = (built.get("dev") ?? []).flatMap((resource) =>
    (podSpec(resource)?.containers ?? []).map(({ image }: Json) => image as string),
  );
  const ours = [...new Set(images.filter((image) => image.startsWith("metercast/")))];
  expect(ours).toHaveLength(7);
  for (const image of ours) {
    expect(
      calls.filter((call) => call.startsWith("docker build") && call.includes(`-t ${image} `)),
    ).toHaveLength(1);
    expect(calls.find((call) => call.startsWith("kind load"))).toContain(` ${image}`);
  }
  const order = ["delete job", "apply -k", "wait --for=condition=complete job", "rollout status"];
  const places = order.map((words) => calls.findIndex((call) => call.includes(words)));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places[0]).toBeGreaterThan(0);
});

it("the builder refuses what it does not understand, rather than leave it out", () => {
  expect(() => build(`${OVERLAYS_FOLDER}/nowhere`)).toThrow(/no kustomization\.yaml/);
});
