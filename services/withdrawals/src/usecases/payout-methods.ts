import { newUuid } from "@metercast/contracts";
import { type Logger, MetercastError } from "@metercast/runtime";
import type { Announcer, Method, Methods, Onboarding } from "../ports.ts";

const notConfigured = () => new MetercastError("unavailable", "Stripe is not configured here.");

/** A new way to be paid. @throws unavailable for stripe where it is not configured */
export async function createPayoutMethod(
  ports: { methods: Methods; onboarding: Onboarding | undefined; payer: Announcer },
  wish: Pick<Method, "creatorId" | "kind" | "details" | "isDefault">,
): Promise<Method> {
  if (wish.kind === "stripe" && !ports.onboarding) throw notConfigured();
  const state = wish.kind === "manual" ? "ready" : "onboarding";
  const method = await ports.methods.add({ ...wish, id: newUuid(Date.now()), state, email: "" });
  ports.payer.kick();
  return method;
}

/** The page where Stripe asks the creator what it must know. The connected account is made once per creator: its key is the method's id. */
export async function startOnboarding(
  ports: { methods: Methods; onboarding: Onboarding | undefined },
  wish: { creatorId: string; email: string; returnUrl: string },
): Promise<{ url: string; method: Method }> {
  const { methods, onboarding } = ports;
  if (!onboarding) throw notConfigured();
  const { creatorId, email } = wish;
  const method = await methods.add({
    id: newUuid(Date.now()),
    creatorId,
    kind: "stripe",
    state: "onboarding",
    isDefault: false,
    email,
    details: "",
  });
  const accountId = method.accountId ?? (await onboarding.createAccount(method));
  if (method.accountId === undefined) await methods.setAccount(method.id, accountId);
  return { url: await onboarding.link(accountId, wish.returnUrl), method: { ...method, accountId } };
}

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
      await ports.methods.setState(accountId, await ports.onboarding.stateOf(accountId));
    } catch (err) {
      ports.log.warn({ err, account: accountId }, "Stripe did not tell about an account");
    }
  }
}
