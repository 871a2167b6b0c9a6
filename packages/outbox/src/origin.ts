import { isFromOwner } from "@metercast/contracts";
import { counter, type Logger } from "@metercast/runtime";
import type { JsMsg } from "@nats-io/jetstream";

const LOG_EVERY_MS = 60_000;

/**
 * The rule of all readers: drop and count a message that its subject's owner did not send, without retry or
 * dead letter. Returns a function that decides.
 */
export function originRule(consumer: string, log: Logger): (message: JsMsg) => boolean {
  const dropped = counter(
    "metercast_messages_dropped_total",
    "Messages that the owner of their subject did not send",
    [{ consumer }],
  );
  let loggedAt = Number.NEGATIVE_INFINITY;
  let unlogged = 0;
  return ({ subject, seq, headers }) => {
    const [type, source] = [headers?.get("ce-type") ?? "", headers?.get("ce-source") ?? ""];
    if (isFromOwner(subject, { type, source })) return false;
    dropped.add(1, { consumer });
    unlogged += 1;
    const now = performance.now();
    if (now - loggedAt < LOG_EVERY_MS) return true;
    const claimed = { type: type.slice(0, 100), source: source.slice(0, 100) };
    log.error({ consumer, subject, seq, ...claimed, dropped: unlogged }, "dropped: not from its owner");
    loggedAt = now;
    unlogged = 0;
    return true;
  };
}
