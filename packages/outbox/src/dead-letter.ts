import { counter } from "@metercast/runtime";
import { headers } from "@nats-io/transport-node";
import type { Counter } from "@opentelemetry/api";
import type { Broker } from "./connection.ts";
import type { Incoming } from "./consumer.ts";

/** The subject of a service's dead letters. The body is the message as it came. */
export const deadLetterSubject = (service: string): string => `${service}.message.rejected.v1`;

/** Headers are one line each and short: a hostile message must not make its dead letter unpublishable. */
const MAX_REASON = 500;
const oneLine = (text: string): string => text.replaceAll(/[^\x20-\x7e]+/g, " ").slice(0, MAX_REASON);

/** Puts a message (or the wrong part of one) aside with the reason, where a person finds it. Resolves when JetStream has it. */
export async function publishDeadLetter(
  broker: Broker,
  service: string,
  message: Incoming,
  reason: string,
): Promise<void> {
  const header = headers();
  // The same letter again, after a crash before the message was terminated, is the same row in the stream's window.
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

/** One number for a whole service, from 0 on: where there is one, a person looks. */
export function deadLetters(): Counter {
  letters ??= counter("metercast_dead_letters_total", "Messages and lines put aside for a person to look at");
  return letters;
}
