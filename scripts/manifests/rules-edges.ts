import { podSpec } from "./build.ts";
import { type Json, type Labels, nameOf, type Resource, selects } from "./resource.ts";
import { callsInternet, callsStripe, servicePods } from "./services.ts";

type Say = (problem: string) => void;

/** Pods of an overlay, its own or an operator's. */
interface Pod {
  labels: Labels;
  /** Name → number; ports of operators have no names here. */
  ports: Record<string, number>;
}

function podsOf(resources: readonly Resource[]): Pod[] {
  return resources.flatMap((resource) => {
    if (resource.kind === "Cluster")
      return [
        {
          labels: { "cnpg.io/cluster": resource.metadata.name },
          ports: { postgresql: 5432, status: 8000, metrics: 9187 },
        },
      ];
    if (podSpec(resource) === undefined) return [];
    const ports = podSpec(resource).containers.flatMap((container: Json) => container.ports ?? []);
    const named = ports.map(({ name, containerPort }: Json) => [name, containerPort]);
    return [{ labels: resource.spec.template.metadata.labels ?? {}, ports: Object.fromEntries(named) }];
  });
}

/** Selectors, references and network edges must lead to existing objects. */
export function checkEdges(resources: readonly Resource[], say: Say): void {
  const pods = podsOf(resources);
  const named = (kind: string, name: string) =>
    resources.find((one) => one.kind === kind && one.metadata.name === name);
  for (const resource of resources) {
    const where = (problem: string) => say(`${nameOf(resource)}: ${problem}`);
    const { kind, spec } = resource;
    if (kind === "Service") checkService(resource, pods, where);
    if (kind === "NetworkPolicy") checkPolicy(spec, pods, where);
    if (kind === "PodDisruptionBudget" && !pods.some(({ labels }) => selects(spec.selector, labels)))
      where("selects no pod");
    if (
      (kind === "Deployment" || kind === "StatefulSet") &&
      !selects(spec.selector, spec.template.metadata.labels ?? {})
    )
      where("does not select its own pods");
    if (spec?.scaleTargetRef) {
      const scaled = named(spec.scaleTargetRef.kind, spec.scaleTargetRef.name);
      if (scaled === undefined) where(`scales ${spec.scaleTargetRef.name}, which is not there`);
      else if (syncWave(resource) <= syncWave(scaled)) where("is synced before what it scales");
    }
    if (kind === "ScheduledBackup" && !named("Cluster", spec.cluster.name))
      where(`backs up ${spec.cluster.name}, which is not there`);
    for (const { name, port } of backends(resource)) checkBackend(named("Service", name), name, port, where);
    if (podSpec(resource)) checkReferences(resource, resources, where);
  }
  checkProxies(resources, say);
  checkAddresses(resources, say);
  checkInternet(resources, say);
}

/** Argo CD's order: an object waits until all of lower waves are healthy. */
const syncWave = ({ metadata }: Resource): number =>
  Number(metadata.annotations?.["argocd.argoproj.io/sync-wave"] ?? 0);

/** Behind an ingress every request has the ingress's address, so the gateway needs TRUSTED_PROXIES. */
function checkProxies(resources: readonly Resource[], say: Say): void {
  if (!resources.some((resource) => backends(resource).length > 0)) return;
  for (const { service, resource, container } of servicePods(resources)) {
    const proxies = container.env?.find(({ name }: Json) => name === "TRUSTED_PROXIES")?.value;
    if (service === "gateway" && !(Number(proxies) > 0))
      say(`${nameOf(resource)}: stands behind a door, and TRUSTED_PROXIES counts none`);
  }
}

function checkService({ spec }: Resource, pods: Pod[], where: Say): void {
  const chosen = pods.filter(({ labels }) => selects({ matchLabels: spec.selector }, labels));
  if (chosen.length === 0) where("selects no pod");
  for (const { targetPort } of spec.ports)
    for (const { ports } of chosen)
      if (!hasPort(ports, targetPort)) where(`its pods have no port ${targetPort}`);
}

const hasPort = (ports: Record<string, number>, port: number | string): boolean =>
  typeof port === "number" ? Object.values(ports).includes(port) : port in ports;

/** Peers in other namespaces or outside of the cluster can't be checked here. */
function checkPolicy(spec: Json, pods: Pod[], where: Say): void {
  const chosen = pods.filter(({ labels }) => selects(spec.podSelector, labels));
  if (chosen.length === 0) where("selects no pod");
  for (const rule of spec.ingress ?? []) {
    for (const { port } of rule.ports ?? [])
      if (!chosen.some(({ ports }) => hasPort(ports, port)))
        where(`lets others in to the port ${port}, which its pods don't have`);
    for (const peer of rule.from ?? [])
      if (inside(peer) && targets(peer, pods).length === 0)
        where(`lets in pods that are not there: ${JSON.stringify(peer)}`);
  }
  for (const rule of spec.egress ?? []) {
    for (const peer of (rule.to ?? []).filter(inside)) {
      const there = targets(peer, pods);
      if (there.length === 0) where(`lets out to pods that are not there: ${JSON.stringify(peer)}`);
      for (const { port } of rule.ports ?? [])
        if (there.length > 0 && !there.some(({ ports }) => hasPort(ports, port)))
          where(`lets out to the port ${port}, which nobody there has`);
    }
  }
}

const inside = (peer: Json): boolean =>
  peer.podSelector !== undefined && peer.namespaceSelector === undefined;
const targets = (peer: Json, pods: Pod[]): Pod[] =>
  pods.filter(({ labels }) => selects(peer.podSelector, labels));

function backends(resource: Resource): { name: string; port: Json }[] {
  if (resource.kind === "HTTPRoute")
    return resource.spec.rules.flatMap((rule: Json) => rule.backendRefs ?? []);
  if (resource.kind !== "Ingress") return [];
  const paths = resource.spec.rules.flatMap((rule: Json) => rule.http.paths);
  return paths.map(({ backend: { service } }: Json) => ({
    name: service.name,
    port: service.port.name ?? service.port.number,
  }));
}

function checkBackend(service: Resource | undefined, name: string, port: Json, where: Say): void {
  if (service === undefined) where(`leads to the Service ${name}, which is not there`);
  else if (!service.spec.ports.some((one: Json) => one.name === port || one.port === port))
    where(`${name} has no port ${port}`);
}

/** Secret → its keys; undefined: unknown keys. */
function secretKeys(name: string, resources: readonly Resource[]): string[] | undefined | "missing" {
  for (const { kind, metadata, spec, data } of resources) {
    if (kind === "Secret" && metadata.name === name) return Object.keys(data ?? {});
    if (kind === "ExternalSecret" && (spec.target?.name ?? metadata.name) === name)
      return Object.keys(
        spec.target?.template?.data ??
          Object.fromEntries((spec.data ?? []).map((one: Json) => [one.secretKey, ""])),
      );
    if (kind === "Certificate" && spec.secretName === name) return ["tls.crt", "tls.key", "ca.crt"];
    if (kind === "Cluster" && name === `${metadata.name}-ca`) return ["ca.crt"];
  }
  return "missing";
}

function checkReferences(resource: Resource, resources: readonly Resource[], where: Say): void {
  const spec = podSpec(resource);
  const has = (kind: string, name: string) =>
    resources.find((one) => one.kind === kind && one.metadata.name === name);
  if (spec.serviceAccountName !== undefined && !has("ServiceAccount", spec.serviceAccountName))
    where(`there is no ServiceAccount ${spec.serviceAccountName}`);
  const secret = (name: string, key?: string) => {
    const keys = secretKeys(name, resources);
    if (keys === "missing") where(`there is no Secret ${name}`);
    else if (key !== undefined && keys !== undefined && !keys.includes(key))
      where(`the Secret ${name} has no ${key}`);
  };
  for (const { env = [], envFrom = [], volumeMounts = [] } of spec.containers) {
    for (const { valueFrom } of env)
      if (valueFrom?.secretKeyRef) secret(valueFrom.secretKeyRef.name, valueFrom.secretKeyRef.key);
    for (const { secretRef, configMapRef } of envFrom) {
      if (secretRef) secret(secretRef.name);
      if (configMapRef && !has("ConfigMap", configMapRef.name))
        where(`there is no ConfigMap ${configMapRef.name}`);
    }
    const volumes = [
      ...(spec.volumes ?? []).map(({ name }: Json) => name),
      ...(resource.spec.volumeClaimTemplates ?? []).map(({ metadata }: Json) => metadata.name),
    ];
    for (const { name } of volumeMounts)
      if (!volumes.includes(name)) where(`mounts ${name}, which is no volume`);
  }
  for (const volume of spec.volumes ?? []) {
    if (volume.configMap && !has("ConfigMap", volume.configMap.name))
      where(`there is no ConfigMap ${volume.configMap.name}`);
    if (volume.secret)
      for (const key of (volume.secret.items ?? [{}]).map((item: Json) => item.key))
        secret(volume.secret.secretName, key);
  }
}

function checkAddresses(resources: readonly Resource[], say: Say): void {
  for (const { resource, container } of servicePods(resources))
    for (const { name, value } of container.env ?? []) {
      const [, host, port] = /^dns:\/\/\/([a-z-]+):(\d+)$/.exec(value ?? "") ?? [];
      if (!name.endsWith("_GRPC_ADDRESS") || host === undefined) continue;
      const service = resources.find((one) => one.kind === "Service" && one.metadata.name === host);
      if (!service?.spec.ports.some((one: Json) => one.port === Number(port)))
        say(`${nameOf(resource)}: ${name} leads nowhere (${value})`);
      else if (service.spec.clusterIP !== "None")
        say(`${nameOf(resource)}: ${name} leads to a Service that hides its replicas (${host})`);
    }
}

/** No policy that opens the internet may open these as well. */
const PRIVATE = [
  ...["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8"],
  ...["169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"],
];

/** Only services that call somebody outside may reach the internet, and none of them what is private. */
function checkInternet(resources: readonly Resource[], say: Say): void {
  const open = resources.filter(
    ({ kind, spec }) => kind === "NetworkPolicy" && JSON.stringify(spec.egress ?? []).includes('"0.0.0.0/0"'),
  );
  for (const policy of open)
    for (const { ipBlock } of policy.spec.egress.flatMap((rule: Json) => rule.to ?? [])) {
      const except: string[] = ipBlock?.except ?? [];
      const missing = PRIVATE.filter((range) => !except.includes(range));
      if (ipBlock?.cidr === "0.0.0.0/0" && missing.length > 0)
        say(`${nameOf(policy)}: opens private addresses (${missing.join(", ")})`);
    }
  for (const { service, resource } of servicePods(resources)) {
    const labels = resource.spec.template.metadata.labels ?? {};
    const may = open.some(({ spec }) => selects(spec.podSelector, labels));
    if (may !== callsInternet(service))
      say(
        `${nameOf(resource)}: ${may ? "reaches the internet, and calls nobody there" : `does not reach ${callsStripe(service) ? "Stripe" : "the internet"}`}`,
      );
  }
}
