import { uuidOf } from "@metercast/contracts";
import type { SourceEvent } from "../domain/event.ts";
import { nextSummary } from "../domain/week.ts";
import type { Transaction } from "../ports/store.ts";

/** Before the first summary the creator's zone counts for nothing: the job reads it when it is due. */
const ZONE = "UTC";

/** Keeps what later notifications need: open withdrawals, and whose stream it is. */
export async function recordFacts({ openRequests, earnings }: Transaction, event: SourceEvent, now: Date) {
  switch (event.type) {
    case "withdrawals.withdrawal.requested.v1": {
      const { withdrawalId, creatorId, amount, occurredAt } = event.message;
      return openRequests.open({ withdrawalId, creatorId, amount, requestedAt: occurredAt ?? event.at });
    }
    case "withdrawals.withdrawal.approved.v1":
    case "withdrawals.withdrawal.rejected.v1":
    case "withdrawals.withdrawal.canceled.v1":
      return openRequests.close(event.message.withdrawalId, now);
    case "billing.stream.started.v1": {
      const { creatorId, startedAt } = event.message;
      const streamId = uuidOf("stream", event.message.streamId);
      if (streamId === undefined) return;
      const stream = { streamId, creatorId, startedAt: startedAt ?? event.at };
      return earnings.addStream(stream, nextSummary(event.at, ZONE));
    }
  }
}
