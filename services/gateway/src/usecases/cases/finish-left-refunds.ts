import type { Clock, Logger } from "@metercast/runtime";
import type { Cases } from "../../ports/cases.ts";
import { type RefundCasePorts, settleRefund } from "./refund-case.ts";

export interface FinishLeftRefundsPorts extends RefundCasePorts {
  cases: RefundCasePorts["cases"] & Pick<Cases, "listBegunRefunds">;
  clock: Clock;
  log: Logger;
}

/** Longer than a request that settles its own refund. */
const LEFT_BEHIND_MS = 30_000;
const PAGE = 100;
/** Refunds that wait for a second admin are looked at too; acts that wait are bounded. */
const MAX_PAGES = 10;

/**
 * Goes on with refunds that were begun and not finished: a crash left them, the wallet did not answer, or a
 * second admin has decided since. Returns how many ended.
 */
export async function finishLeftRefunds(ports: FinishLeftRefundsPorts): Promise<number> {
  const begunBefore = new Date(ports.clock.now() - LEFT_BEHIND_MS);
  let ended = 0;
  let cursor: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const { items, nextCursor } = await ports.cases.listBegunRefunds({ begunBefore, limit: PAGE, cursor });
    for (const found of items) {
      const info = { requestId: found.id, businessKey: "", actId: found.id };
      const settled = await settleRefund(ports, found, info).catch((err: unknown) => {
        ports.log.warn({ err, case: found.id }, "cases: a refund could not be finished yet");
      });
      if (settled && settled.act === undefined) ended += 1;
    }
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  return ended;
}
