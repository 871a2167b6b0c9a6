import type { Wakeable } from "@metercast/runtime";
import { MetercastError } from "@metercast/runtime";
import type { Ledger, TransferAnswer, TransferRequest } from "../ports/ledger.ts";

/** Posts what a service asks for by a call, once by (source, request id). @throws the refusal's code; idempotency_conflict */
export async function postOrThrow(
  { ledger, relay }: { ledger: Ledger; relay: Wakeable },
  request: Omit<TransferRequest, "keepRefusal">,
): Promise<TransferAnswer & { outcome: "posted" }> {
  // A refusal is told to the caller, who may ask again; only events' refusals are kept.
  const answer = await ledger.postTransfer({ ...request, keepRefusal: false });
  if (answer.outcome === "refused") throw new MetercastError(answer.code);
  relay.wake();
  return answer;
}
