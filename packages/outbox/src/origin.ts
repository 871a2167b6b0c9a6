import { isFromOwner } from "@metercast/contracts";
import { counter, type Logger } from "@metercast/runtime";
import type { JsMsg } from "@nats-io/jetstream";

/** A flood of foreign messages costs one line a minute. */
const LOG_EVERY_MS = 60_000;

/**
 * The rule of all readers: a message that its subject's owner did not send is dropped at once, without another try and without a dead letter, and counted.
 * Gives a function that says whether to drop.
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
