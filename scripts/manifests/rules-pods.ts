import { STREAMS } from "../../packages/contracts/src/index.ts";
import { SERVICE_NAMES } from "../../packages/provision/src/services.ts";
import { reads, SERVICE_VARIABLES, TOOL_VARIABLES, variablesOf } from "../configuration/variables.ts";
import { podSpec } from "./build.ts";
import { type Json, nameOf, type Resource } from "./resource.ts";
import { ADMIN_PATHS, imageName, portsOf, type ServicePod, servicePods } from "./services.ts";

type Say = (problem: string) => void;

/** Checks a service's pod against its code. */
export function checkPods(resources: readonly Resource[], say: Say): void {
  for (const resource of resources) if (podSpec(resource)) checkSecurity(resource, say);
  for (const resource of resources)
    for (const container of podSpec(resource)?.containers ?? []) checkImage(resource, container, say);
  const found = servicePods(resources);
  for (const name of SERVICE_NAMES)
    if (found.every(({ service }) => service !== name)) say(`${name} is deployed nowhere`);
  for (const pod of found) {
    const where = (problem: string) => say(`${nameOf(pod.resource)}: ${problem}`);
    checkEnvironment(pod, resources, where);
    checkPorts(pod, where);
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"]) checkProbe(pod, probe, where);
    const rolling = pod.resource.spec.strategy?.rollingUpdate;
    if (pod.resource.kind === "Deployment" && rolling?.maxUnavailable !== 0)
      where("a rolling update may take a replica away");
  }
  for (const job of resources.filter(({ kind }) => kind === "Job")) checkMigration(job, say);
  for (const scaled of resources.filter(({ kind }) => kind === "ScaledObject")) checkTriggers(scaled, say);
}

const OUR_IMAGES = [...SERVICE_NAMES, "migrate", "stripe-standin"];

function checkImage(resource: Resource, container: Json, say: Say): void {
  const image = String(container.image);
  const name = imageName(image);
  if (name !== undefined && !OUR_IMAGES.includes(name))
    say(`${nameOf(resource)}: the Dockerfile makes no image ${image}`);
  // Without a pull policy, Kubernetes contacts a registry at every start, even for a local image.
  if (!/(:[^/@]+|@sha256:[0-9a-f]{64})$/.test(image) || image.endsWith(":latest"))
    say(`${nameOf(resource)}: the image ${image} has no fixed version`);
}

/** The rules of the namespace's policy "restricted", and a read-only file system. */
function checkSecurity(resource: Resource, say: Say): void {
  const spec = podSpec(resource);
  const pod = spec.securityContext ?? {};
  const demand = (ok: boolean, what: string) => ok || say(`${nameOf(resource)}: ${what}`);
  demand(pod.runAsNonRoot === true, "may run as root");
  demand(pod.seccompProfile?.type === "RuntimeDefault", "has no seccomp profile");
  demand(spec.automountServiceAccountToken === false, "carries a token of the API");
  for (const { name, securityContext = {}, resources = {} } of [
    ...spec.containers,
    ...(spec.initContainers ?? []),
  ]) {
    demand(securityContext.allowPrivilegeEscalation === false, `${name} may gain privileges`);
    demand(securityContext.capabilities?.drop?.includes("ALL") === true, `${name} keeps capabilities`);
    demand(securityContext.readOnlyRootFilesystem === true, `${name}'s file system can be written`);
    demand(
      resources.requests?.memory !== undefined && resources.limits?.memory !== undefined,
      `${name} has no bounds of memory`,
    );
  }
}

function checkEnvironment(
  { service, container }: ServicePod,
  resources: readonly Resource[],
  where: Say,
): void {
  const literals = literalEnvironment(container, resources);
  const references: string[] = (container.env ?? [])
    .filter(({ valueFrom }: Json) => valueFrom)
    .map(({ name }: Json) => name);
  const expanded = new Set(
    [...JSON.stringify(container.env ?? []).matchAll(/\$\(([A-Z0-9_]+)\)/g)].map(([, name]) => name),
  );
  for (const name of [...Object.keys(literals), ...references])
    if (!reads(service, name) && !expanded.has(name)) where(`${service} knows no variable ${name}`);
  // An admin could reach everything that the pod reaches. In a cluster nothing needs it, not even a demo.
  const { EGRESS_ALLOW_PRIVATE: egress = "0" } = literals;
  if (egress !== "0" || references.includes("EGRESS_ALLOW_PRIVATE"))
    where("EGRESS_ALLOW_PRIVATE opens private addresses to webhooks");
  for (const { name, required, secret } of variablesOf(service)) {
    const value = literals[name];
    if (value === undefined && !references.includes(name) && required) where(`${name} is missing`);
    if (value === undefined || value.includes("$(")) continue;
    if (secret) where(`${name} is a secret, and is written down`);
    const result = SERVICE_VARIABLES[service][name]?.safeParse(value);
    if (result?.success === false) where(`${name}: ${result.error.issues[0]?.message} (${value})`);
  }
}

/** The literal values of the container's environment, ConfigMaps included. */
export function literalEnvironment(container: Json, resources: readonly Resource[]): Record<string, string> {
  const maps = (container.envFrom ?? []).map(({ configMapRef }: Json) => {
    const map = resources.find(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === configMapRef?.name,
    );
    return map?.data ?? {};
  });
  const own = (container.env ?? []).filter(({ value }: Json) => value !== undefined);
  return Object.assign({}, ...maps, ...own.map(({ name, value }: Json) => ({ [name]: value })));
}

function checkPorts({ service, container }: ServicePod, where: Say): void {
  const wanted = portsOf(service);
  const given = Object.fromEntries(
    (container.ports ?? []).map(({ name, containerPort }: Json) => [name, containerPort]),
  );
  for (const [name, port] of Object.entries(given))
    if (wanted[name] !== port)
      where(`${service} does not listen on ${port} (${name}); its ports are ${JSON.stringify(wanted)}`);
  for (const name of Object.keys(wanted))
    if (given[name] === undefined) where(`the port ${name} is not named`);
}

function checkProbe({ service, container }: ServicePod, kind: string, where: Say): void {
  const probe = container[kind];
  const ports = portsOf(service);
  if (probe === undefined) where(`has no ${kind}`);
  else if (probe.grpc !== undefined) where(`${kind}: a gRPC probe can't speak TLS`);
  else if (probe.httpGet !== undefined) {
    const { port, path } = probe.httpGet;
    if (port !== "admin" && port !== ports.admin)
      where(`${kind}: nothing answers probes on the port ${port}`);
    if (!ADMIN_PATHS.includes(path)) where(`${kind}: no server answers ${path}`);
  } else where(`${kind}: no httpGet`);
}

function checkMigration(job: Resource, say: Say): void {
  const [container] = podSpec(job).containers;
  if (imageName(container.image) !== "migrate") return;
  const names = new Set<string>(SERVICE_NAMES);
  for (const service of container.args ?? [])
    if (!names.has(service)) say(`${nameOf(job)}: there is no service ${service} to migrate`);
  const known = new Set(TOOL_VARIABLES.map(({ name }) => name));
  for (const { name } of container.env ?? [])
    if (!known.has(name)) say(`${nameOf(job)}: migrate knows no variable ${name}`);
  if (!container.env?.some(({ name }: Json) => name === "DATABASE_URL"))
    say(`${nameOf(job)}: DATABASE_URL is missing`);
}

/** Durable consumers with a readable lag (services/wallet/src/adapters/nats). */
const CONSUMERS: Readonly<Record<string, readonly string[]>> = { BILLING: ["wallet-minutes"] };

function checkTriggers(scaled: Resource, say: Say): void {
  for (const { type, metadata } of scaled.spec.triggers) {
    if (type !== "nats-jetstream") continue;
    if (!(metadata.stream in STREAMS)) say(`${nameOf(scaled)}: there is no stream ${metadata.stream}`);
    else if (!CONSUMERS[metadata.stream]?.includes(metadata.consumer))
      say(`${nameOf(scaled)}: ${metadata.stream} has no consumer ${metadata.consumer}`);
  }
}
