import { newUuid } from "@metercast/contracts";
import { type Logger, MetercastError } from "@metercast/runtime";
import type { Method, MethodState, Methods, Onboarding, Wakeable } from "../ports.ts";

const tooMany = () =>
  new MetercastError("too_many_payout_methods", "You have as many as there may be: remove one first.");
const notConfigured = () => new MetercastError("unavailable", "Stripe is not configured here.");

/** A new way to be paid. @throws too_many_payout_methods, unavailable for stripe where it is not configured */
export async function createPayoutMethod(
  ports: { methods: Methods; onboarding: Onboarding | undefined; payer: Wakeable },
  wish: Pick<Method, "creatorId" | "kind" | "details" | "isDefault">,
): Promise<Method> {
  if (wish.kind === "stripe" && !ports.onboarding) throw notConfigured();
  const state = wish.kind === "manual" ? "ready" : "onboarding";
  const method = await ports.methods.add({ ...wish, id: newUuid(Date.now()), state, email: "" });
  if (!method) throw tooMany();
  ports.payer.wake();
  return method;
}

/** Takes a call from the creator's budget and from everybody's. False where one is spent. */
export type MayOnboard = (creatorId: string) => Promise<boolean>;

interface OnboardingWish {
  creatorId: string;
  email: string;
  returnUrl: string;
}

/**
 * The page where Stripe asks the creator what it must know. The connected account is made once per method: its key is the method's id. An account that is
 * closed is kept, and another one is made. @throws payouts_not_available, rate_limited, unavailable
 */
export async function startOnboarding(
  ports: { methods: Methods; onboarding: Onboarding | undefined; mayOnboard: MayOnboard },
  wish: OnboardingWish,
): Promise<{ url: string; method: Method }> {
  const { methods, onboarding } = ports;
  if (!onboarding) throw notConfigured();
  if (!(await ports.mayOnboard(wish.creatorId)))
    throw new MetercastError(
      "rate_limited",
      "Too many onboarding pages were asked for; try again in a minute.",
    );
  const method = await withAccount(methods, onboarding, wish);
  const url = await onboarding.link(method.accountId, wish.returnUrl);
  if (url !== "closed") return { url, method };
  await methods.close(method.id);
  const next = await withAccount(methods, onboarding, wish);
  const nextUrl = await onboarding.link(next.accountId, wish.returnUrl);
  if (nextUrl === "closed") throw new MetercastError("payouts_not_available");
  return { url: nextUrl, method: next };
}

async function withAccount(
  methods: Methods,
  onboarding: Onboarding,
  { creatorId, email }: OnboardingWish,
): Promise<Method & { accountId: string }> {
  const id = newUuid(Date.now());
  const details = { isDefault: false, email, details: "" };
  const method = await methods.add({ id, creatorId, kind: "stripe", state: "onboarding", ...details });
  if (!method) throw tooMany();
  const { accountId } = method;
  if (accountId !== undefined) return { ...method, accountId };
  try {
    const made = await onboarding.createAccount(method);
    await methods.setAccount(method.id, made);
    return { ...method, accountId: made };
  } catch (error) {
    // Stripe keeps its refusal under the key: when the reason is gone, another method's key asks.
    if (error instanceof MetercastError && error.code === "payouts_not_available")
      await methods.close(method.id);
    throw error;
  }
}

/** An account that seems closed may be back (our key was wrong): only its creator's wish for another one ends it. */
export const stateFor = (state: MethodState | "closed"): MethodState =>
  state === "closed" ? "restricted" : state;

/** Asked about in one sweep. */
const SWEEP_LIMIT = 50;

/** Asks about accounts that were begun and are not ready, so that a lost account.updated only costs time. */
export async function sweepAccounts(ports: {
  methods: Methods;
  onboarding: Onboarding | undefined;
  log: Logger;
}): Promise<void> {
  if (!ports.onboarding) return;
  for (const accountId of await ports.methods.unfinished(SWEEP_LIMIT)) {
    try {
      await ports.methods.setState(accountId, stateFor(await ports.onboarding.stateOf(accountId)));
    } catch (err) {
      ports.log.warn({ err, account: accountId }, "Stripe did not tell about an account");
    }
  }
}
