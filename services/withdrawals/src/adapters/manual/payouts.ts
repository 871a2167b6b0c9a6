import type { PayoutMethodAdapter } from "../../ports/payout-method-adapter.ts";

const nothingToDo = () => Promise.resolve({ kind: "done", reference: "" } as const);
const nothingThere = () => Promise.resolve("");

/** Paid by hand: the attempt waits at `sent` until an admin reports what the bank did. */
export const manualPayouts: PayoutMethodAdapter = {
  kind: "manual",
  obstacle: () => Promise.resolve(undefined),
  fund: nothingToDo,
  findFunding: nothingThere,
  send: nothingToDo,
  findSent: nothingThere,
  status: () => Promise.resolve({ status: "waits_for_person" }),
  reverse: nothingToDo,
  findReversal: nothingThere,
};
