/** One metric of Prometheus' text format. */
export interface Family {
  type: string;
  /** Label names over all series, without those that every series has. */
  labels: Set<string>;
  series: { name: string; labels: Record<string, string>; value: number }[];
}

const EVERYWHERE = new Set(["service_name", "le"]);

/** Reads what /metrics answers, by metric name. */
export function parseExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>();
  for (const [, name = "", type = ""] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
    families.set(name, { type, labels: new Set(), series: [] });
  for (const [, name = "", labelText = "", value = ""] of text.matchAll(/^(\w+)(?:\{(.*)\})? (\S+)$/gm)) {
    const family = families.get(name) ?? families.get(name.replace(/_(bucket|count|sum)$/, ""));
    if (!family) throw new Error(`${name} has no # TYPE`);
    const labels = Object.fromEntries(
      [...labelText.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]),
    );
    for (const label of Object.keys(labels)) if (!EVERYWHERE.has(label)) family.labels.add(label);
    family.series.push({ name, labels, value: Number(value) });
  }
  return families;
}

/** The sum of a metric's series that have these labels; undefined where there is none. */
export function totalOf(
  families: ReadonlyMap<string, Family>,
  name: string,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const wanted = Object.entries(labels);
  const found = [...families.values()]
    .flatMap(({ series }) => series)
    .filter((one) => one.name === name && wanted.every(([key, text]) => one.labels[key] === text));
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}
