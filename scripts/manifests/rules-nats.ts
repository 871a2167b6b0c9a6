import { STREAMS } from "../../packages/contracts/src/index.ts";
import { type Json, nameOf, type Resource } from "./resource.ts";

type Say = (problem: string) => void;

/** NATS reads "GB" as 1,024³; Kubernetes' "Gi" is the same. */
const UNITS: Readonly<Record<string, number>> = {
  MB: 1024 ** 2,
  GB: 1024 ** 3,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
};

function bytesOf(text: string | undefined): number | undefined {
  const [, number, unit = ""] = /^(\d+)\s*(MB|GB|Mi|Gi)$/.exec(text ?? "") ?? [];
  return number === undefined ? undefined : Number(number) * (UNITS[unit] ?? 1);
}

/**
 * A server reserves room for every stream's limit. If it is short of room, it refuses streams, and no
 * service starts.
 */
export function checkStreamSizes(resources: readonly Resource[], say: Say): void {
  const named = (kind: string, name: RegExp) =>
    resources.find((one) => one.kind === kind && name.test(one.metadata.name));
  const servers = named("StatefulSet", /^nats$/);
  if (servers === undefined) return; // the platform's own
  const where = (problem: string) => say(`${nameOf(servers)}: ${problem}`);
  const config: string = named("ConfigMap", /^nats-config(-|$)/)?.data?.["nats.conf"] ?? "";
  const store = bytesOf(/^\s*max_file_store:\s*(\S+)/m.exec(config)?.[1]);
  const [claim] = servers.spec.volumeClaimTemplates ?? [];
  const volume = bytesOf(claim?.spec.resources.requests.storage);
  if (store === undefined || volume === undefined) {
    where("max_file_store or the volume has no size");
    return;
  }
  if (store > volume) where(`max_file_store is ${gib(store)}, the volume ${gib(volume)}`);
  const settings: Json = named("ConfigMap", /^metercast-settings(-|$)/)?.data ?? {};
  const scale = Number(settings.NATS_STREAM_SCALE ?? 1);
  const copies = Number(settings.NATS_STREAM_REPLICAS ?? 1) / servers.spec.replicas;
  const bytes = Object.values(STREAMS).reduce((sum, { maxBytes }) => sum + maxBytes * scale, 0) * copies;
  if (bytes > store)
    where(`its streams may hold ${gib(bytes)} (NATS_STREAM_SCALE ${scale}), max_file_store is ${gib(store)}`);
}

const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
