import type { Clock } from "@metercast/runtime";
import type { Relay } from "../ports/relay.ts";
import type { Store } from "../ports/store.ts";
import { requested } from "./events.ts";

export interface MarkHeldPorts {
  store: Store;
  relay: Relay;
  clock: Clock;
}

/** Marks the hold as placed and makes the withdrawal visible. Only the first of several workers does. */
export async function markHeld({ store, relay, clock }: MarkHeldPorts, id: string): Promise<void> {
  await store.transaction(async ({ withdrawals, schedules, queue, append }) => {
    const withdrawal = await withdrawals.lock(id);
    if (withdrawal?.hold !== "placing") return;
    await withdrawals.update(id, { hold: "held" });
    await queue.factsAreNew(id);
    await schedules.endRun(id, { created: true });
    await withdrawals.addChange(id, {
      actorId: withdrawal.creatorId,
      fromStatus: "",
      toStatus: withdrawal.status,
      note: withdrawal.scheduled ? "Requested by the schedule." : "",
      internalNote: "",
    });
    await append([requested(withdrawal, new Date(clock.now()))]);
  });
  relay.wake();
}
