import { MetercastError } from "@metercast/runtime";
import type { MinutesQuery, TracedMinute, Traces } from "../ports/traces.ts";
import { type Debit, debitOf, nextOf, partAt, type TraceDebitRequest } from "./trace-debit.ts";

export interface TraceMinutesRequest
  extends Pick<TraceDebitRequest, "id">,
    Pick<MinutesQuery, "day" | "sessions"> {}

/** `shared`: the debit spends only a part of the posting that the minute is in. */
export type EarningMinute = TracedMinute & { shared: boolean };

/**
 * The minutes of some sessions that earned a debit of a creator's account on one day. Sessions come from
 * billing, which knows those of a stream. @throws not_found
 */
export async function traceMinutes(
  { traces }: { traces: Traces },
  { id, ...query }: TraceMinutesRequest,
): Promise<EarningMinute[]> {
  const debit = await findDebit(traces, id);
  if (!debit) return [];
  const { account, first, last } = debit;
  const minutes = await traces.minutesOf({ account, first, last, ...query });
  const shared = new Set<bigint>();
  for (const version of new Set([first, last])) {
    const [whole, part] = await Promise.all([
      traces.creditAt(account, version),
      partAt(traces, account, version, debit.span),
    ]);
    if (whole && whole.amount !== part?.amount) shared.add(version);
  }
  return minutes.map((minute) => ({ ...minute, shared: shared.has(minute.version) }));
}

/** Undefined where no money left a creator's account. */
async function findDebit(traces: Traces, id: TraceDebitRequest["id"]): Promise<Debit | undefined> {
  if ("hold" in id) {
    const hold = await traces.findHold(id.hold);
    if (!hold) throw new MetercastError("hold_not_found");
    if (hold.transferId) return findDebit(traces, { transfer: hold.transferId });
    return hold.status === "held" ? debitOf(traces, nextOf(hold)) : undefined;
  }
  const transfer = await traces.findTransfer(id.transfer);
  if (!transfer) throw new MetercastError("not_found");
  const { debit, asset, amount } = transfer;
  return debit && asset === "USD" ? debitOf(traces, { ...debit, amount }) : undefined;
}
