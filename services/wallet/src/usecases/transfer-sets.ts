import { failpoint, isInfrastructureFailure, lane, MetercastError, traceHeaders } from "@metercast/runtime";
import { accountKey } from "../domain/judge-set.ts";
import { usersOf } from "../domain/transfer.ts";
import type { AskedTransfer, TransferAnswer } from "../domain/transfer-request.ts";
import type { TransferMetrics } from "../ports/transfer-metrics.ts";
import type { CallState, TransferSets } from "../ports/transfer-sets.ts";
import { answerFreeTransfers, answerTransfers, type InSet, type LedgerPorts } from "./answer-transfers.ts";

export interface TransferSetsPorts extends LedgerPorts {
  metrics: TransferMetrics;
}

/** Requests of one set: some 30 ms of Postgres. More would hold locks for longer than anyone gains by it. */
const MOST_IN_SET = 500;
/** Calls that wait: at 3,000 a second a second and a half, less than callers wait. */
const MOST_CALLS = 4_000;
/** When a refused call may come again: by then the line is shorter. */
const RETRY_AFTER_MS = 1_000;
/**
 * A set that takes longer waits for a connection or a server that hangs; others may be well. Four of both
 * lines leave the rest of the pool to the minutes.
 */
const SLOW = { patienceMs: 1_000, mostRuns: 2 };

interface Waiting extends InSet {
  /** Its users' accounts. */
  accounts: string[];
  call: CallState | undefined;
  resolve(answer: TransferAnswer): void;
  reject(error: unknown): void;
}

/**
 * Posts requests in sets: a set begins at once when none runs, and what comes meanwhile forms the next one,
 * in the order of arrival. A set never waits for an account that another transaction has locked. Such a
 * request goes into a second line, with all that come after it for the same account, so one locked account
 * delays no other. The accounts of a slow set count as locked.
 */
export function transferSets(ports: TransferSetsPorts): TransferSets {
  let calls = 0;
  let waiting = 0;
  /** Accounts of the second line and of slow sets, with how many requests name them. */
  const busy = new Map<string, number>();
  const isBusy = ({ accounts }: Waiting) => accounts.some((account) => busy.has(account));
  const patient = lane<Waiting>({
    most: MOST_IN_SET,
    ...SLOW,
    async work(set) {
      await settle(set, (present) =>
        ports.ledger.transaction((tx) => answerTransfers(tx, present, ports.lowBelow)),
      );
      countBusy(set, -1);
    },
    slow: () => () => undefined,
  });
  const quick = lane<Waiting>({
    most: MOST_IN_SET,
    ...SLOW,
    work(set) {
      const free = set.filter((one) => !isBusy(one) || postpone(one));
      return settle(free, (present) =>
        ports.ledger.transaction((tx) => answerFreeTransfers(tx, present, ports.lowBelow)),
      );
    },
    slow(set) {
      countBusy(set, 1);
      return () => countBusy(set, -1);
    },
  });

  function countBusy(set: readonly Waiting[], change: 1 | -1): void {
    for (const account of set.flatMap(({ accounts }) => accounts)) {
      const count = (busy.get(account) ?? 0) + change;
      if (count > 0) busy.set(account, count);
      else busy.delete(account);
    }
  }

  /** Into the second line; false, for filters. */
  function postpone(one: Waiting): false {
    countBusy([one], 1);
    ports.metrics.postponed(1);
    patient(one);
    return false;
  }

  /** Gives every request of a set its answer, or its error. Never rejects. */
  async function settle(
    set: readonly Waiting[],
    answers: (present: readonly Waiting[]) => Promise<(TransferAnswer | undefined)[]>,
  ): Promise<void> {
    const present = set.filter((one) => !one.call?.isOver() || leave(one));
    if (present.length === 0) return;
    const began = performance.now();
    try {
      const given = await answers(present);
      ports.relay.wake();
      failpoint("wallet.set_before_answers");
      ports.metrics.answered(present.length, (performance.now() - began) / 1_000);
      for (const [place, one] of present.entries()) {
        const answer = given[place];
        if (answer) one.resolve(answer);
        else postpone(one);
      }
    } catch (error) {
      // A failure that is not the infrastructure's is one request's: it must not take the others with it.
      if (present.length > 1 && !isInfrastructureFailure(error))
        for (const one of present) await settle([one], answers);
      else for (const one of present) one.reject(error);
    }
  }

  /** Its caller has gone: nothing is posted for it; false, for filters. */
  function leave(one: Waiting): false {
    one.reject(new MetercastError("unavailable", "The call was over before its turn came."));
    return false;
  }

  ports.metrics.waiting(() => waiting);
  return {
    async answer(request: AskedTransfer, call?: CallState): Promise<TransferAnswer> {
      if (call && calls >= MOST_CALLS)
        throw new MetercastError("rate_limited", "too many transfers wait", {
          retryAfterMs: RETRY_AFTER_MS,
        });
      calls += call ? 1 : 0;
      waiting += 1;
      try {
        return await new Promise<TransferAnswer>((resolve, reject) => {
          const accounts = usersOf(request.transfers, "debit", "credit").map(accountKey);
          quick({ request, trace: traceHeaders(), accounts, call, resolve, reject });
        });
      } finally {
        calls -= call ? 1 : 0;
        waiting -= 1;
      }
    },
  };
}
