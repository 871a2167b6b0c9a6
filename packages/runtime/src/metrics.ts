import {
  type Attributes,
  type Counter,
  type Histogram,
  type MetricOptions,
  metrics,
  type ObservableResult,
} from "@opentelemetry/api";

/**
 * The metrics of a service, by Prometheus' conventions: `metercast_` first, a base unit last (seconds;
 * money in minor units), counters with `_total`. docs/METRICS.md has their meaning; a test compares it.
 * Make instruments when something starts, not at import: one made before telemetry starts silently counts
 * nothing.
 */
type Name = `metercast_${string}`;

const meter = () => metrics.getMeter("metercast");

/**
 * A counter. `series` are the known label sets: they start at 0, so that the first count shows as an
 * increase.
 */
export function counter(name: `${Name}_total`, description: string, series: Attributes[] = [{}]): Counter {
  const made = meter().createCounter(name, { description });
  for (const labels of series) made.add(0, labels);
  return made;
}

export function histogram(
  name: Name,
  description: string,
  buckets: readonly number[],
  unit?: "s",
): Histogram {
  const options: MetricOptions = { description, advice: { explicitBucketBoundaries: [...buckets] } };
  return meter().createHistogram(name, unit === undefined ? options : { ...options, unit });
}

/** A gauge that is read at every scrape; `read` must be quick. */
export function gauge(name: Name, description: string, read: (result: ObservableResult) => void): void {
  meter().createObservableGauge(name, { description }).addCallback(read);
}

/** A counter whose value is kept elsewhere. */
export function observedCounter(name: `${Name}_total`, description: string, read: () => number): void {
  meter()
    .createObservableCounter(name, { description })
    .addCallback((result) => result.observe(read()));
}
