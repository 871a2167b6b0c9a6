import type { Json } from "./resource.ts";

/** Merge keys of Kubernetes' lists; a patch replaces every other list as a whole. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  volumes: "name",
  env: "name",
  volumeMounts: "mountPath",
  ports: "containerPort",
  imagePullSecrets: "name",
};

/**
 * A strategic merge patch: maps are merged, lists with a merge key item by item (new ones first, as the API
 * server does), null deletes.
 */
export function mergePatch(target: Json, patch: Json, field = ""): Json {
  if (Array.isArray(patch)) return mergeList(target, patch, field);
  if (patch === null || typeof patch !== "object") return patch;
  const base = target !== null && typeof target === "object" && !Array.isArray(target) ? target : {};
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) throw new Error(`this builder does not know ${key} inside of a patch`);
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(base[key], value, key);
  }
  return merged;
}

function mergeList(target: Json, patch: Json[], field: string): Json[] {
  const key = MERGE_KEYS[field];
  const known = Array.isArray(target) ? target : [];
  if (key === undefined || !patch.every((item) => item?.[key] !== undefined)) return patch;
  const added = patch.filter((item) => known.every((old) => old[key] !== item[key]));
  const kept = known.map((old) => {
    const change = patch.find((item) => item[key] === old[key]);
    return change === undefined ? old : mergePatch(old, change);
  });
  return [...added.map((item) => mergePatch(undefined, item)), ...kept];
}

interface Operation {
  op: string;
  path: string;
  value?: Json;
}

/** RFC 6902, as far as it is used here: add, replace, remove. */
export function jsonPatch(target: Json, operations: readonly Operation[]): Json {
  const result = structuredClone(target);
  for (const { op, path, value } of operations) {
    const keys = path
      .split("/")
      .slice(1)
      .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = keys.pop();
    const parent = keys.reduce((at, key) => at?.[key], result);
    if (last === undefined || parent === undefined || parent === null)
      throw new Error(`a patch's path leads nowhere: ${path}`);
    if (op !== "add" && !(last in parent)) throw new Error(`nothing to ${op} at ${path}`);
    if (op === "remove") Array.isArray(parent) ? parent.splice(Number(last), 1) : delete parent[last];
    else if (op === "add" && Array.isArray(parent))
      parent.splice(last === "-" ? parent.length : Number(last), 0, value);
    else if (op === "add" || op === "replace") parent[last] = value;
    else throw new Error(`this builder does not know the operation ${op}`);
  }
  return result;
}
