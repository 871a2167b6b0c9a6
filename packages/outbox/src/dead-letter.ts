import { counter } from "@metercast/runtime";
import { headers } from "@nats-io/transport-node";
import type { Counter } from "@opentelemetry/api";
import type { Broker } from "./connection.ts";
import type { Incoming } from "./incoming.ts";

/** The subject of a service's dead letters. The body is the original message. */
export const deadLetterSubject = (service: string): string => `${service}.message.rejected.v1`;

/** Headers are short single lines, so that a hostile message can't make its dead letter unpublishable. */
const MAX_REASON = 500;
const oneLine = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, " ").slice(0, MAX_REASON);

/**
 * Publishes a dead letter: a message (or its invalid part) with the reason. Resolves when JetStream has it.
 */
export async function publishDeadLetter(
  broker: Broker,
  service: string,
  message: Incoming,
  reason: string,
): Promise<void> {
  const header = headers();
  // After a crash before termination, the same id deduplicates the letter.
  header.set("Nats-Msg-Id", oneLine(`dead:${service}:${message.subject}:${message.id}`));
  header.set("ce-id", oneLine(`dead:${message.id}`));
  header.set("ce-type", deadLetterSubject(service));
  header.set("ce-source", service);
  header.set("Metercast-Subject", oneLine(message.subject));
  header.set("Metercast-Message-Id", oneLine(message.id));
  header.set("Metercast-Reason", oneLine(reason));
  if (message.trace.traceparent) header.set("traceparent", oneLine(message.trace.traceparent));
  await broker.jetstream.publish(deadLetterSubject(service), message.data, { headers: header });
  deadLetters().add(1);
}

let letters: Counter | undefined;

export function deadLetters(): Counter {
  letters ??= counter("metercast_dead_letters_total", "Messages and lines put aside for a person to look at");
  return letters;
}
