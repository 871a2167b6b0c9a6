import type { AskedTransfer, TransferAnswer } from "../domain/transfer-request.ts";

/** A call whose request waits. */
export interface CallState {
  /** Nobody waits for the answer any more. */
  isOver(): boolean;
}

/** Requests that wait for the next set. */
export interface TransferSets {
  /**
   * Answers a request with the set that it joins, after the set's commit. A request without a call (of a
   * message) always finds room: its consumer bounds how many there are.
   * @throws rate_limited where too many calls wait, unavailable where the call is over before its set begins
   */
  answer(request: AskedTransfer, call?: CallState): Promise<TransferAnswer>;
}
