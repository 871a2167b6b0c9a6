/** Whether two plain values (objects, lists, times, primitives) are equal throughout. */
export function same(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  const [keys, others] = [Object.keys(one), Object.keys(other)];
  if (keys.length !== others.length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && same(fieldOf(one, key), fieldOf(other, key)));
}

const fieldOf = (object: object, key: string): unknown => (object as Record<string, unknown>)[key];
