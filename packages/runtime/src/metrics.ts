import {
  type Attributes,
  type Counter,
  type Histogram,
  type MetricOptions,
  metrics,
  type ObservableResult,
} from "@opentelemetry/api";

/**
 * The figures of a service. Names are Prometheus': they begin with `metercast_`, end with their unit, in base units (seconds; money in minor units, and it says which), counters
 * with `_total`. docs/METRICS.md says what each means; a test holds it against what the services show.
 *
 * Make instruments when something is started, not when a file is read: one that is made before telemetry has started counts nothing, without a word.
 */
type Name = `metercast_${string}`;

const meter = () => metrics.getMeter("metercast");

/** A counter. `series` are the label sets known beforehand: they begin at 0, so that the first count is seen as an increase. */
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

/** A gauge whose value is asked for at every scrape; `read` must be quick. */
export function gauge(name: Name, description: string, read: (result: ObservableResult) => void): void {
  meter().createObservableGauge(name, { description }).addCallback(read);
}

/** A counter that somebody else keeps. */
export function observedCounter(name: `${Name}_total`, description: string, read: () => number): void {
  meter()
    .createObservableCounter(name, { description })
    .addCallback((result) => result.observe(read()));
}
