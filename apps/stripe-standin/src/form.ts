/**
 * Stripe's parameters: a form whose names nest by brackets (metadata[order]=1, line_items[0][quantity]=2,
 * expand[]=charge).
 */
export type FormValue = string | FormValue[] | { [name: string]: FormValue };
export type Form = Record<string, FormValue>;

/** Stripe itself refuses deeper and larger ones; what we send is 5 deep and has under 100 fields. */
const MAX_DEPTH = 10;
const MAX_FIELDS = 1_000;

export function parseForm(text: string): Form {
  const pairs = [...new URLSearchParams(text)];
  if (pairs.length > MAX_FIELDS) throw new RangeError(`more than ${MAX_FIELDS} parameters`);
  const root = emptyNode();
  for (const [name, value] of pairs) put(root, splitName(name), value);
  const form: Form = {};
  for (const [name, node] of root.children) form[name] = toValue(node);
  return form;
}

interface Node {
  children: Map<string, Node>;
  value: string | undefined;
}

const emptyNode = (): Node => ({ children: new Map(), value: undefined });

function splitName(name: string): string[] {
  const open = name.indexOf("[");
  if (open <= 0) return [name];
  const parts = [
    name.slice(0, open),
    ...[...name.slice(open).matchAll(/\[([^[\]]*)\]/g)].map((m) => m[1] ?? ""),
  ];
  if (parts.length > MAX_DEPTH) throw new RangeError(`parameters nested deeper than ${MAX_DEPTH}`);
  return parts;
}

function put(root: Node, path: string[], value: string): void {
  let node = root;
  for (const part of path) {
    // "a[]" appends.
    const name = part === "" ? String(node.children.size) : part;
    let child = node.children.get(name);
    if (child === undefined) {
      child = emptyNode();
      node.children.set(name, child);
    }
    node = child;
  }
  node.value = value;
}

function toValue(node: Node): FormValue {
  if (node.children.size === 0) return node.value ?? "";
  const names = [...node.children.keys()];
  // Numbers all through are a list; a hash whose names are numbers looks the same and Stripe has none but
  // metadata, which is read as a hash.
  if (names.every((name) => /^\d{1,4}$/.test(name))) return [...node.children.values()].map(toValue);
  const hash: { [name: string]: FormValue } = {};
  for (const [name, child] of node.children) {
    // `__proto__` as an own property, not as the prototype.
    Object.defineProperty(hash, name, {
      value: toValue(child),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
  return hash;
}
