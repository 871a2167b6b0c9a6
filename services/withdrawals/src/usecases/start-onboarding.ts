import { newUuid } from "@metercast/contracts";
import { type RailName, type RailOnboarding, railOf } from "@metercast/rails";
import { type Clock, MetercastError } from "@metercast/runtime";
import type { Method } from "../domain/payout-method.ts";
import type { MayOnboard } from "../ports/onboarding.ts";
import type { Rails } from "../ports/rails.ts";
import type { Store } from "../ports/store.ts";
import { keepMethod, notConfigured } from "./add-payout-method.ts";
import { closePayoutMethod } from "./remove-payout-method.ts";

export interface StartOnboardingPorts {
  store: Store;
  rails: Rails;
  mayOnboard: MayOnboard;
  clock: Clock;
  maxPayoutMethods: number;
  methodLockHours: number;
}

export interface StartOnboardingRequest {
  rail: RailName;
  creatorId: string;
  email: string;
  returnUrl: string;
}

type Connected = Method & { accountId: string };

/**
 * Gives the page where the provider asks the creator for their details. The connected account is created
 * once per method. A closed account is kept, and another one is created. @throws payouts_not_available,
 * rate_limited, too_many_payout_methods, unavailable
 */
export async function startOnboarding(
  ports: StartOnboardingPorts,
  request: StartOnboardingRequest,
): Promise<{ url: string; method: Method }> {
  if (railOf(request.rail).setup !== "onboarding")
    throw new MetercastError("not_found", "This rail has no onboarding page.");
  const onboarding = ports.rails.get(request.rail)?.onboarding;
  if (!onboarding) throw notConfigured(request.rail);
  if (!(await ports.mayOnboard(request.creatorId)))
    throw new MetercastError(
      "rate_limited",
      "Too many onboarding pages were asked for; try again in a minute.",
    );
  const method = await withAccount(ports, onboarding, request);
  const url = await onboarding.link(method.accountId, request.returnUrl);
  if (url !== "closed") return { url, method };
  await closePayoutMethod(ports, method.id);
  const next = await withAccount(ports, onboarding, request);
  const nextUrl = await onboarding.link(next.accountId, request.returnUrl);
  if (nextUrl === "closed") throw new MetercastError("payouts_not_available");
  return { url: nextUrl, method: next };
}

async function withAccount(
  ports: StartOnboardingPorts,
  onboarding: RailOnboarding,
  { rail: kind, creatorId, email }: StartOnboardingRequest,
): Promise<Connected> {
  const id = newUuid(ports.clock.now());
  const method = await keepMethod(ports, {
    id,
    creatorId,
    kind,
    state: "onboarding",
    isDefault: false,
    email,
    fields: {},
  });
  if (method.accountId !== undefined) return { ...method, accountId: method.accountId };
  try {
    const accountId = await onboarding.createAccount(method);
    await ports.store.methods.setAccount(method.id, accountId);
    return { ...method, accountId };
  } catch (error) {
    // The provider keeps its refusal under the key. After the cause is removed, another method's key gets a
    // new answer.
    if (error instanceof MetercastError && error.code === "payouts_not_available")
      await closePayoutMethod(ports, method.id);
    throw error;
  }
}
