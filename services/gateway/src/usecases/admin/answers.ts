import { type Logger, MetercastError } from "@metercast/runtime";

export interface Answers {
  /** What a service answers; undefined if it is unavailable. Other errors are the caller's. */
  of<T>(service: string, answer: Promise<T>): Promise<T | undefined>;
  /** Services that did not answer: what they know is missing. */
  readonly unavailable: readonly string[];
}

/** Answers of several services to one request, that are useful without those of a service that is away. */
export function answers(log: Logger, what: string): Answers {
  const unavailable = new Set<string>();
  return {
    of: (service, answer) =>
      answer.catch((error: unknown) => {
        if (MetercastError.from(error).code !== "unavailable") throw error;
        log.warn({ err: error, service }, `${what}: a service did not answer`);
        unavailable.add(service);
        return undefined;
      }),
    get unavailable() {
      return [...unavailable];
    },
  };
}
