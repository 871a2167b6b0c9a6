import { decodeEvent, encodeEvent, MalformedEvent, readDueLines } from "@metercast/contracts";
import {
  type Broker,
  type Consumer,
  type Incoming,
  publishDeadLetter,
  startConsumer,
} from "@metercast/outbox";
import { type Logger, racePoint } from "@metercast/runtime";
import { metrics } from "@opentelemetry/api";
import type { Announcer, Ledger } from "../../ports.ts";
import { MAX_LINES, type PutAside, postMinutes } from "../../usecases/post-minutes.ts";

/** Made when the consumer starts, not when this file is read: before telemetry runs an instrument counts nothing. */
function instruments() {
  const meter = metrics.getMeter("metercast");
  return {
    minutes: meter.createCounter("minutes_total", { description: "Viewer-minutes decided, by outcome" }),
    batchLines: meter.createHistogram("posting_batch_lines", { description: "Lines in a batch" }),
    batchSeconds: meter.createHistogram("posting_batch_seconds", {
      description: "Time to post a batch",
      unit: "s",
    }),
    delay: meter.createHistogram("posting_delay_seconds", { description: "From due to posted", unit: "s" }),
  };
}

/** Posts the batches that billing sends. The minute's id is the dedup: a batch that comes again is answered again. */
export function startMinutesConsumer(options: {
  ledger: Ledger;
  announcer: Announcer;
  broker: Broker;
  log: Logger;
  concurrency: number;
}): Consumer {
  const { broker, log, concurrency } = options;
  const { minutes, batchLines, batchSeconds, delay } = instruments();
  return startConsumer({
    service: "wallet",
    durable: "wallet-minutes",
    type: "billing.minutes.due.v1",
    broker,
    log,
    concurrency,
    async handle(message) {
      const started = performance.now();
      const lines = readDueLines(decodeEvent("billing.minutes.due.v1", message.data));
      if (lines.length === 0 || lines.length > MAX_LINES) {
        throw new MalformedEvent(`a batch has 1 to ${MAX_LINES} lines`);
      }
      const result = await postMinutes(options, lines, true);
      racePoint("wallet.after_commit_before_ack");
      await setAside(broker, log, message, result.putAside);
      minutes.add(result.paid, { outcome: "paid" });
      minutes.add(result.refused, { outcome: "refused" });
      minutes.add(result.replayed, { outcome: "replayed" });
      minutes.add(result.gaps, { outcome: "gap" });
      batchLines.record(lines.length);
      batchSeconds.record((performance.now() - started) / 1_000);
      delay.record(Math.max(0, Date.now() - message.timeMs) / 1_000);
    },
  });
}

/** Wrong lines go to the dead letters one by one, as batches of their own that can be sent again; the rest of the batch is posted. */
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
