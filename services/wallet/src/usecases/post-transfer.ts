import { MetercastError } from "@metercast/runtime";
import type { Rejection, TransferAnswer, TransferRequest } from "../domain/transfer-request.ts";
import type { CallState, TransferSets } from "../ports/transfer-sets.ts";

export interface PostTransferPorts {
  sets: TransferSets;
}

export type Posted = Extract<TransferAnswer, { outcome: "posted" }>;

/**
 * Posts a call's request, once by (source, request id). @throws the rejection's code, rate_limited where
 * too many calls wait
 */
export async function postTransfer(
  { sets }: PostTransferPorts,
  request: TransferRequest,
  call?: CallState,
): Promise<Posted> {
  const answer = await sets.answer(request, call);
  if (answer.outcome === "rejected") throw rejectionError(answer.code);
  return answer;
}

/** Callers know the lack of funds as `insufficient_balance`. */
export const rejectionError = (code: Rejection): MetercastError =>
  new MetercastError(code === "insufficient_funds" ? "insufficient_balance" : code);
