/** Any JSON value of a manifest. */
// biome-ignore lint/suspicious/noExplicitAny: manifests are unchecked input; each rule checks what it reads
export type Json = any;

/** One Kubernetes object. */
export interface Resource {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Labels; annotations?: Labels; [more: string]: Json };
  [more: string]: Json;
}

export type Labels = Record<string, string>;

/** "Deployment wallet", for people. */
export const nameOf = ({ kind, metadata }: Resource): string => `${kind} ${metadata.name}`;

/** A label selector of the API: every label, and every expression. An empty one selects everything. */
export function selects(selector: Json, labels: Labels): boolean {
  const exact = Object.entries((selector?.matchLabels ?? {}) as Labels);
  if (!exact.every(([key, value]) => labels[key] === value)) return false;
  return ((selector?.matchExpressions ?? []) as Json[]).every(({ key, operator, values }) => {
    const value = labels[key];
    if (operator === "Exists") return value !== undefined;
    if (operator === "DoesNotExist") return value === undefined;
    const among = value !== undefined && (values as string[]).includes(value);
    return operator === "In" ? among : operator === "NotIn" ? !among : false;
  });
}
