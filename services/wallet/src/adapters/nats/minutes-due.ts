import { decodeEvent, encodeEvent, MalformedEvent, readDueMinutes } from "@metercast/contracts";
import {
  type Broker,
  type Consumer,
  type Incoming,
  publishDeadLetter,
  startConsumer,
} from "@metercast/outbox";
import { failpoint, type Logger } from "@metercast/runtime";
import { MAX_LINES, type PostMinutesPorts, type PutAside, postMinutes } from "../../usecases/post-minutes.ts";

/**
 * Posts the batches that billing sends. The minute's id is the dedup: a batch that comes again is answered
 * again.
 */
export function startMinutesConsumer(
  options: PostMinutesPorts & { broker: Broker; log: Logger; concurrency: number },
): Consumer {
  const { broker, log, concurrency, metrics } = options;
  return startConsumer({
    service: "wallet",
    durable: "wallet-minutes",
    type: "billing.minutes.due.v1",
    broker,
    log,
    concurrency,
    async handle(message) {
      const lines = readDueMinutes(decodeEvent("billing.minutes.due.v1", message.data));
      if (lines.length === 0 || lines.length > MAX_LINES) {
        throw new MalformedEvent(`a batch has 1 to ${MAX_LINES} minutes`);
      }
      const result = await postMinutes(options, lines, true);
      failpoint("wallet.after_commit_before_ack");
      await setAside(broker, log, message, result.putAside);
      metrics.delay(Math.max(0, Date.now() - message.timeMs) / 1_000);
    },
  });
}

/**
 * Wrong lines go to the dead letters one by one, as batches of their own that can be sent again; the rest
 * of the batch is posted.
 */
async function setAside(
  broker: Broker,
  log: Logger,
  message: Incoming,
  putAside: readonly PutAside[],
): Promise<void> {
  for (const [index, { line, reason }] of putAside.entries()) {
    log.error({ session: line.session, minute: line.minute, reason }, "line put aside");
    const { payload } = encodeEvent("billing.minutes.due.v1", {
      terms: [
        {
          streamId: Buffer.from(line.stream.replaceAll("-", ""), "hex"),
          creatorAccount: line.creator,
          tokensPerMinute: line.tokens,
          creatorCentsPerMinute: line.cents,
        },
      ],
      sessionIds: Buffer.from(line.session.replaceAll("-", ""), "hex"),
      minutes: [line.minute],
      viewerAccounts: [line.viewer],
      termIndexes: [0],
    });
    await publishDeadLetter(
      broker,
      "wallet",
      { ...message, id: `${message.id}:${index}`, data: payload },
      reason,
    );
  }
}
