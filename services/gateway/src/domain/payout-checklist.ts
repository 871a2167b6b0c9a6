import type { Availability } from "./availability.ts";
import type { PayoutMethod } from "./payouts.ts";

/** Done, the creator's to do, or a matter of waiting. */
export type ChecklistState = "done" | "todo" | "waiting";

export interface ChecklistItem {
  kind: "payout_method" | "tax_form" | "minimum" | "matured" | "payouts_allowed";
  state: ChecklistState;
  /** What is missing: the state of a payout method, or why the platform would refuse a withdrawal. */
  code: string | undefined;
  /** Of the payout method. */
  rail: string | undefined;
  /** Cents: what there is, and what is needed or still to come. */
  have: bigint | undefined;
  need: bigint | undefined;
  /** When waiting ends, as far as it is known: a day, or a moment. */
  until: string | undefined;
}

export interface ChecklistFacts {
  methods: readonly PayoutMethod[];
  money: Availability;
  minimum: bigint;
  /** Why withdrawals would refuse a request now. */
  problems: readonly { code: string }[];
  now: Date;
}

const NOTHING = { code: undefined, rail: undefined, have: undefined, need: undefined, until: undefined };

/** What stands between a creator and a payout, in the order in which it is settled. */
export function payoutChecklist(facts: ChecklistFacts): ChecklistItem[] {
  const { problems } = facts;
  const tax = problems.find(({ code }) => code.startsWith("tax_form"));
  const stop = problems.find(({ code }) => code === "payouts_paused");
  return [
    methodItem(facts),
    // Only where something asks for it.
    ...(tax ? [{ ...NOTHING, kind: "tax_form" as const, state: "todo" as const, code: tax.code }] : []),
    minimumItem(facts),
    maturedItem(facts),
    ...(stop
      ? [{ ...NOTHING, kind: "payouts_allowed" as const, state: "waiting" as const, code: stop.code }]
      : []),
  ];
}

export const isComplete = (items: readonly ChecklistItem[]): boolean =>
  items.every(({ state }) => state === "done");

function methodItem({ methods, now }: ChecklistFacts): ChecklistItem {
  const ready = methods.filter(({ state }) => state === "ready");
  const method = ready.find(({ isDefault }) => isDefault) ?? ready[0] ?? methods[0];
  const item = { ...NOTHING, kind: "payout_method" as const, rail: method?.kind };
  if (!method) return { ...item, state: "todo", code: "payout_method_missing" };
  if (method.state !== "ready") return { ...item, state: "todo", code: `payout_method_${method.state}` };
  if (!method.lockedUntil || method.lockedUntil <= now) return { ...item, state: "done" };
  return { ...item, state: "waiting", code: "payout_method_locked", until: method.lockedUntil.toISOString() };
}

/** The money that is there, also what has not matured: earning more would not help against that. */
function minimumItem({ money, minimum }: ChecklistFacts): ChecklistItem {
  const have = money.available + sumOf(money.upcoming);
  const state = have >= minimum ? "done" : "waiting";
  return { ...NOTHING, kind: "minimum", state, have, need: minimum };
}

/** Enough of it can be withdrawn, or the day from which enough can be. */
function maturedItem({ money, minimum }: ChecklistFacts): ChecklistItem {
  const { available, upcoming } = money;
  const item = { ...NOTHING, kind: "matured" as const, have: available, need: sumOf(upcoming) };
  if (available >= minimum && available > 0n) return { ...item, state: "done" };
  if (upcoming.length === 0) return { ...item, state: available > 0n ? "done" : "waiting" };
  return { ...item, state: "waiting", until: enoughOn(money, minimum) ?? upcoming[0]?.availableOn };
}

/** The day from which the minimum can be withdrawn without earning more. */
function enoughOn({ available, upcoming }: Availability, minimum: bigint): string | undefined {
  let sum = available;
  for (const { amount, availableOn } of upcoming) {
    sum += amount;
    if (sum >= minimum) return availableOn;
  }
  return undefined;
}

const sumOf = (upcoming: Availability["upcoming"]): bigint =>
  upcoming.reduce((sum, { amount }) => sum + amount, 0n);
