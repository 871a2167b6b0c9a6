import { podSpec } from "./build.ts";
import { type Json, nameOf, type Resource } from "./resource.ts";
import { literalEnvironment } from "./rules-pods.ts";
import { type ServicePod, servicePods } from "./services.ts";

type Say = (problem: string) => void;

const FILES = ["GRPC_TLS_CERT_FILE", "GRPC_TLS_KEY_FILE", "GRPC_TLS_CA_FILE"] as const;

/** Each service mounts a certificate of its own name for gRPC; only a whole overlay may opt out. */
export function checkTls(resources: readonly Resource[], say: Say): void {
  const pods = servicePods(resources);
  const insecure = pods.filter(({ container }) => isInsecure(container, resources));
  if (insecure.length === pods.length) return;
  for (const pod of insecure) say(`${nameOf(pod.resource)}: GRPC_INSECURE beside a certificate`);
  for (const pod of pods)
    checkCertificate(pod, resources, (problem) => say(`${nameOf(pod.resource)}: ${problem}`));
}

const isInsecure = (container: Json, resources: readonly Resource[]): boolean =>
  literalEnvironment(container, resources).GRPC_INSECURE === "1";

function checkCertificate(
  { service, resource, container }: ServicePod,
  resources: readonly Resource[],
  where: Say,
) {
  const environment = literalEnvironment(container, resources);
  const folders = new Set<string>();
  for (const name of FILES) {
    const file = environment[name];
    if (file === undefined) return where(`has no certificate for gRPC (${name})`);
    folders.add(file.slice(0, file.lastIndexOf("/")));
  }
  const mount = (container.volumeMounts ?? []).find(({ mountPath }: Json) => folders.has(mountPath));
  for (const name of FILES)
    if (!environment[name]?.startsWith(`${mount?.mountPath}/`))
      return where(`${name}: nothing is mounted at ${environment[name]}`);
  const volume = podSpec(resource).volumes.find(({ name }: Json) => name === mount.name);
  const certificate = resources.find(
    ({ kind, spec }) => kind === "Certificate" && spec.secretName === volume?.secret?.secretName,
  );
  if (certificate === undefined) return where(`no Certificate makes ${volume?.secret?.secretName}`);
  const { dnsNames = [], usages = [] } = certificate.spec;
  if (dnsNames.join() !== service) where(`its certificate is not ${service}'s (${dnsNames.join(", ")})`);
  for (const usage of ["server auth", "client auth"])
    if (!usages.includes(usage)) where(`its certificate is not for ${usage}`);
}
