// A builder for the part of kustomize that deploy/k8s uses, for machines without kubectl. It refuses unknown
// fields. If kubectl is installed, a test compares the results
// (docs/adr/0011-manifests-are-checked-offline.md).
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { jsonPatch, mergePatch } from "./patch.ts";
import { type Json, type Resource, selects } from "./resource.ts";

const KNOWN_FIELDS = [
  ...["apiVersion", "kind", "namespace", "resources", "components"],
  ...["configMapGenerator", "secretGenerator", "patches", "images"],
];

/** The cluster-wide kinds among those used here. */
const CLUSTER_KINDS = new Set(["Namespace", "ClusterRole", "ClusterRoleBinding"]);

/** The name of a generated object ends with a hash of its content. */
interface Item {
  resource: Resource;
  generated: boolean;
}

/**
 * The objects of a kustomization folder. Throws one sentence for anything that kustomize or this builder
 * does not support.
 */
export function build(folder: string): Resource[] {
  const items = accumulate(folder, []);
  return finish(items);
}

function accumulate(folder: string, before: Item[]): Item[] {
  const file = join(folder, "kustomization.yaml");
  if (!existsSync(file)) throw new Error(`${folder} has no kustomization.yaml`);
  const spec = parse(readFileSync(file, "utf8")) as Json;
  const unknown = Object.keys(spec).filter((key) => !KNOWN_FIELDS.includes(key));
  if (unknown.length > 0) throw new Error(`${file}: this builder does not know ${unknown.join(", ")}`);
  try {
    let items = [...before];
    for (const path of spec.resources ?? []) items = addAll(items, load(join(folder, path)));
    for (const path of spec.components ?? []) items = accumulate(join(folder, path), items);
    for (const generator of spec.configMapGenerator ?? [])
      items = generate(items, "ConfigMap", generator, folder);
    for (const generator of spec.secretGenerator ?? []) items = generate(items, "Secret", generator, folder);
    for (const patch of spec.patches ?? []) items = applyPatch(items, patch, folder);
    if (spec.namespace !== undefined) items = items.map((item) => inNamespace(item, spec.namespace));
    for (const image of spec.images ?? []) items = items.map((item) => withImage(item, image));
    return items;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(why.startsWith("/") ? why : `${file}: ${why}`);
  }
}

function load(path: string): Item[] {
  if (existsSync(join(path, "kustomization.yaml"))) return accumulate(path, []);
  const documents = parseAllDocuments(readFileSync(path, "utf8"));
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new Error(`${path}: ${error.message}`);
    const resource = document.toJS() as Resource;
    if (!resource?.apiVersion || !resource.kind || !resource.metadata?.name)
      throw new Error(`${path}: an object without apiVersion, kind or name`);
    return { resource, generated: false };
  });
}

const key = ({ resource }: Item): string =>
  [resource.apiVersion, resource.kind, resource.metadata.namespace ?? "", resource.metadata.name].join(" ");

function addAll(items: Item[], more: Item[]): Item[] {
  const known = new Set(items.map(key));
  const twice = more.find((item) => known.has(key(item)));
  if (twice !== undefined) throw new Error(`${key(twice)} is there twice`);
  return [...items, ...more];
}

function generate(items: Item[], kind: "ConfigMap" | "Secret", generator: Json, folder: string): Item[] {
  const encode = (value: string) => (kind === "Secret" ? Buffer.from(value).toString("base64") : value);
  const pairs = [
    ...(generator.literals ?? []).map((literal: string) => {
      const [, name = "", value = ""] = /^([^=]+)=(.*)$/s.exec(literal) ?? [];
      return [name, encode(value)];
    }),
    ...(generator.files ?? []).map((path: string) => [
      basename(path),
      encode(readFileSync(join(folder, path), "utf8")),
    ]),
  ];
  const data = Object.fromEntries(pairs) as Record<string, string>;
  const isThat = ({ resource }: Item) => resource.kind === kind && resource.metadata.name === generator.name;
  if (generator.behavior === "merge") {
    if (!items.some(isThat)) throw new Error(`there is no ${kind} ${generator.name} to merge into`);
    return items.map((item) =>
      isThat(item)
        ? { ...item, resource: { ...item.resource, data: { ...item.resource.data, ...data } } }
        : item,
    );
  }
  const resource = { apiVersion: "v1", kind, metadata: { name: generator.name }, data };
  if (kind === "Secret") Object.assign(resource, { type: generator.type ?? "Opaque" });
  return addAll(items, [{ resource, generated: true }]);
}

function applyPatch(items: Item[], entry: Json, folder: string): Item[] {
  const text = entry.path === undefined ? entry.patch : readFileSync(join(folder, entry.path), "utf8");
  const patch = parse(text) as Json;
  const target = entry.target ?? { kind: patch.kind, name: patch.metadata.name };
  const hits = items.filter(({ resource }) => isTarget(resource, target));
  if (hits.length === 0) throw new Error(`a patch's target is not there: ${JSON.stringify(target)}`);
  if (patch.$patch === "delete") return items.filter((item) => !hits.includes(item));
  return items.map((item) => {
    if (!hits.includes(item)) return item;
    const { metadata, ...rest } = item.resource;
    const changed = Array.isArray(patch)
      ? jsonPatch(item.resource, patch)
      : mergePatch({ ...rest, metadata }, { ...patch, metadata: { ...patch.metadata, name: metadata.name } });
    return { ...item, resource: changed };
  });
}

function isTarget(resource: Resource, target: Json): boolean {
  if (target.kind !== undefined && resource.kind !== target.kind) return false;
  if (target.name !== undefined && !new RegExp(`^(?:${target.name})$`).test(resource.metadata.name))
    return false;
  if (target.labelSelector === undefined) return true;
  const labels = (target.labelSelector as string)
    .split(",")
    .map((pair) => pair.split("=").map((part) => part.trim()));
  return selects({ matchLabels: Object.fromEntries(labels) }, resource.metadata.labels ?? {});
}

function inNamespace(item: Item, namespace: string): Item {
  const resource = structuredClone(item.resource);
  if (resource.kind === "Namespace") resource.metadata.name = namespace;
  else if (!CLUSTER_KINDS.has(resource.kind)) resource.metadata.namespace = namespace;
  return { ...item, resource };
}

function withImage(item: Item, image: Json): Item {
  const resource = structuredClone(item.resource);
  for (const container of podSpec(resource)?.containers ?? []) {
    if (container.image.replace(/:[^/]*$/, "") !== image.name) continue;
    const tag = image.newTag ?? container.image.slice(image.name.length + 1);
    const version = image.digest === undefined ? tag && `:${tag}` : `@${image.digest}`;
    container.image = `${image.newName ?? image.name}${version}`;
  }
  return { ...item, resource };
}

export const podSpec = (resource: Resource): Json => resource.spec?.template?.spec;

function finish(items: Item[]): Resource[] {
  const renamed = new Map<string, string>();
  for (const { resource, generated } of items)
    if (generated)
      renamed.set(
        `${resource.kind} ${resource.metadata.name}`,
        `${resource.metadata.name}-${contentHash(resource)}`,
      );
  return items.map(({ resource }) => {
    const result = structuredClone(resource);
    const own = renamed.get(`${result.kind} ${result.metadata.name}`);
    if (own !== undefined) result.metadata.name = own;
    renameReferences(podSpec(result), renamed);
    return result;
  });
}

const REFERENCES: Readonly<Record<string, readonly [string, string]>> = {
  configMapRef: ["ConfigMap", "name"],
  configMapKeyRef: ["ConfigMap", "name"],
  configMap: ["ConfigMap", "name"],
  secretRef: ["Secret", "name"],
  secretKeyRef: ["Secret", "name"],
  secret: ["Secret", "secretName"],
};

function renameReferences(value: Json, renamed: ReadonlyMap<string, string>): void {
  if (value === null || typeof value !== "object") return;
  for (const [field, inner] of Object.entries(value as Record<string, Json>)) {
    const [kind, name] = REFERENCES[field] ?? [];
    if (kind !== undefined && name !== undefined && typeof inner?.[name] === "string")
      inner[name] = renamed.get(`${kind} ${inner[name]}`) ?? inner[name];
    renameReferences(inner, renamed);
  }
}

/** A hash of the content, in another alphabet than kustomize's. */
function contentHash({ data }: Resource): string {
  const pairs = Object.entries(data as Record<string, string>).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(pairs)).digest("hex").slice(0, 10);
}
