import { type AccountState, type Fields, type MethodPlace, type RailName, railOf } from "@metercast/rails";

export type MethodState = AccountState;

export interface Method {
  id: string;
  creatorId: string;
  kind: RailName;
  state: MethodState;
  isDefault: boolean;
  accountId: string | undefined;
  email: string;
  /**
   * What the creator entered, by the names of the rail's fields. For the provider; `details` for admins
   * too.
   */
  fields: Fields;
  /** A mark of where its account pays to; empty: not known. */
  target: string;
  instantEligible: boolean;
  /** No payout starts there before this. */
  lockedUntil: Date | undefined;
  /** When its account at the provider was closed for good. */
  closedAt: Date | undefined;
  createdAt: Date;
}

export type NewMethod = Pick<
  Method,
  "id" | "creatorId" | "kind" | "state" | "isDefault" | "email" | "fields"
> & {
  lockedUntil?: Date | undefined;
};

/**
 * Where a withdrawal goes: a method, and its account at the provider at that time (empty where it has
 * none).
 */
export interface Destination {
  methodId: string;
  account: string;
}

/** A text about a payout method that is safe to show. */
export const payoutLabel = (kind: RailName, place: MethodPlace): string => railOf(kind).labelOf(place);

/**
 * Where a new withdrawal goes: to the method that it names, else to the default one. A method without an
 * account yet is no destination.
 */
export function destinationOf(
  methods: readonly Method[],
  named: string | undefined,
): Destination | undefined | { refused: "not_found" | "closed" } {
  const method = methods.find(({ id, isDefault }) => (named === undefined ? isDefault : id === named));
  if (named !== undefined && !method) return { refused: "not_found" };
  if (named !== undefined && method?.closedAt) return { refused: "closed" };
  return method && destinationAt(method);
}

function destinationAt({ id, kind, accountId, closedAt }: Method): Destination | undefined {
  if (closedAt || (railOf(kind).setup === "onboarding" && accountId === undefined)) return undefined;
  return { methodId: id, account: accountId ?? "" };
}

/** Whether a payout of so many cents is within the rail's limits. */
export function isWithinLimits(kind: RailName, cents: bigint): boolean {
  const { minimum, maximum } = railOf(kind);
  return cents >= minimum && cents <= maximum;
}

/**
 * Where an open withdrawal goes now that its creator has another default method: there, if the method takes
 * the amount, and the withdrawal has no destination or its present method can't pay it. Undefined: it
 * stays. `present`: its method, also a deleted one. `fee`: what the creator pays at the present method.
 */
export function redirection(
  present: Method | undefined,
  methods: readonly Method[],
  { amount, fee }: { amount: bigint; fee: bigint },
): (Destination & { label: string }) | undefined {
  if (present?.state === "ready" && isWithinLimits(present.kind, amount - fee)) return undefined;
  const method = methods.find(
    ({ isDefault, state, kind }) => isDefault && state === "ready" && isWithinLimits(kind, amount),
  );
  const to = method && destinationAt(method);
  return method && to && { ...to, label: payoutLabel(method.kind, method) };
}

/**
 * What a new method does: of some rails a creator has one method at a time, and the first method becomes
 * the default.
 */
export function addition(
  methods: readonly Method[],
  { kind, isDefault }: NewMethod,
  most: number,
): { known: Method | undefined; becomesDefault: boolean; replaced: Method[] } | "too_many" {
  const known = railOf(kind).onePerCreator
    ? methods.find((one) => one.kind === kind && !one.closedAt)
    : undefined;
  if (!known && methods.length >= most) return "too_many";
  const defaults = methods.filter((one) => one.isDefault);
  return {
    known,
    becomesDefault: isDefault || defaults.length === 0,
    replaced: isDefault ? defaults.filter(({ id }) => id !== known?.id) : [],
  };
}

/** The newest remaining method becomes the default where none is. */
export function nextDefault(methods: readonly Method[]): Method | undefined {
  if (methods.some(({ isDefault }) => isDefault)) return undefined;
  return methods.filter(({ closedAt }) => !closedAt).reduce<Method | undefined>(newer, undefined);
}

const newer = (newest: Method | undefined, one: Method): Method =>
  newest === undefined || one.id > newest.id ? one : newest;
