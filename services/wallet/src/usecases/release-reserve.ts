import { failpoint } from "@metercast/runtime";
import { dayOf } from "../domain/day.ts";
import type { ReservePorts } from "./place-reserve.ts";
import { releaseDueLots } from "./release-lots.ts";

/** Creators of one run; each is a transaction of some milliseconds. */
const CREATORS = 100;

/** Releases lots whose time is over. "again": more may be due. Any number of replicas may run it. */
export async function releaseReserve(
  ports: Pick<ReservePorts, "ledger" | "reserveDays" | "relay" | "clock">,
): Promise<"again" | undefined> {
  const { ledger, reserveDays, relay, clock } = ports;
  const nowMs = clock.now();
  const creators = await reserveDays.creatorsWithDueLots(dayOf(nowMs), CREATORS);
  for (const userId of creators) {
    await ledger.transaction(async (tx) => {
      const [account] = await tx.lockAccounts([{ userId, asset: "USD" }]);
      if (account) await releaseDueLots(tx, account, nowMs);
      failpoint("wallet.before_release_commit");
    });
    failpoint("wallet.lots_released");
  }
  if (creators.length > 0) relay.wake();
  return creators.length > 0 ? "again" : undefined;
}
