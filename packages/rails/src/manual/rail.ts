import type { RailFactory } from "../factory.ts";
import type { RailAdapter } from "../interface.ts";

const nothingToDo = () => Promise.resolve({ kind: "done", reference: "" } as const);
const nothingThere = () => Promise.resolve("");

/** Paid by hand: the attempt waits at `sent` until an admin reports what the bank did. */
export const manualPayouts: RailAdapter = {
  keyLifeMs: Number.POSITIVE_INFINITY,
  obstacle: () => Promise.resolve(undefined),
  fund: nothingToDo,
  findFunding: nothingThere,
  send: nothingToDo,
  findSent: nothingThere,
  status: () => Promise.resolve({ status: "waits_for_person" }),
  reverse: nothingToDo,
  findReversal: nothingThere,
};

export const manualRail = {
  variables: {},
  open: () => ({ adapter: manualPayouts, health: () => Promise.resolve() }),
} satisfies RailFactory<Record<never, never>>;
