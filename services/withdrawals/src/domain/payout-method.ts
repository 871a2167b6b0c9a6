export type MethodKind = "stripe" | "manual";
export type MethodState = "onboarding" | "restricted" | "ready";

export interface Method {
  id: string;
  creatorId: string;
  kind: MethodKind;
  state: MethodState;
  isDefault: boolean;
  accountId: string | undefined;
  email: string;
  details: string;
  /** When its account at the payer was closed for good. */
  closedAt: Date | undefined;
  createdAt: Date;
}

export type NewMethod = Omit<Method, "accountId" | "closedAt" | "createdAt">;

/** Where a withdrawal goes: a method, and its account at the payer at that time (empty for `manual`). */
export interface Destination {
  methodId: string;
  account: string;
}

/** A text about a payout method that is safe to show. */
export function payoutLabel(kind: MethodKind, accountId: string | undefined): string {
  if (kind === "manual") return "Bank transfer";
  return accountId === undefined ? "Stripe" : `Stripe acct_…${accountId.slice(-4)}`;
}

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
  if (closedAt || (kind === "stripe" && accountId === undefined)) return undefined;
  return { methodId: id, account: accountId ?? "" };
}

/**
 * Where an open withdrawal goes now that its creator has another default method: there, if it has no
 * destination or its present method is not ready. Undefined: it stays. `present`: its method, also a
 * deleted one.
 */
export function redirection(
  present: Method | undefined,
  methods: readonly Method[],
): (Destination & { label: string }) | undefined {
  if (present?.state === "ready") return undefined;
  const method = methods.find(({ isDefault, state }) => isDefault && state === "ready");
  const to = method && destinationAt(method);
  return method && to && { ...to, label: payoutLabel(method.kind, to.account || undefined) };
}

/**
 * What a new method does: a creator has one Stripe method at a time, and the first method becomes the
 * default.
 */
export function addition(
  methods: readonly Method[],
  { kind, isDefault }: NewMethod,
  most: number,
): { known: Method | undefined; becomesDefault: boolean; replaced: Method[] } | "too_many" {
  const known = kind === "stripe" ? methods.find((one) => one.kind === "stripe" && !one.closedAt) : undefined;
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
