import type {
  Freeze as ProtoFreeze,
  PayoutMethod as ProtoPayoutMethod,
} from "@metercast/contracts/withdrawals/v1/withdrawals.ts";
import type { Freeze, PayoutMethod } from "../../domain/payouts.ts";
import type { PayoutMethods } from "../../ports/payout-methods.ts";
import type { Payouts } from "../../ports/payouts.ts";
import { given, integrityCheck, orUndefined, time } from "./values.ts";
import type { WithdrawalsCaller } from "./withdrawals-caller.ts";

export const payoutMethods = (caller: WithdrawalsCaller): PayoutMethods => ({
  async listPayoutMethods(creatorId) {
    return (await caller.listPayoutMethods({ creatorId })).payoutMethods.map(payoutMethodOf);
  },
  async createPayoutMethod(request) {
    return payoutMethodOf(given((await caller.createPayoutMethod(request)).payoutMethod, "a payout method"));
  },
  async listRails() {
    const { rails } = await caller.listRails({});
    return rails.map(({ name, available, instant }) => ({ name, available, instant }));
  },
  async getRailStates() {
    const { rails } = await caller.getRailStates({});
    return rails.map((rail) => ({
      name: rail.name,
      state: stateOf(rail.state),
      lastSuccessAt: rail.lastSuccessAt,
      lastError: orUndefined(rail.lastError),
      attemptsOpen: rail.attemptsOpen,
      attemptsUnknown: rail.attemptsUnknown,
      underWay: rail.underWay,
      paidToday: rail.paidToday,
      oldestOpenAt: rail.oldestOpenAt,
    }));
  },
  async makeDefault(request) {
    return payoutMethodOf(given((await caller.updatePayoutMethod(request)).payoutMethod, "a payout method"));
  },
  deletePayoutMethod: (request) => caller.deletePayoutMethod(request),
  async startOnboarding(request) {
    const { url, payoutMethod } = await caller.startOnboarding(request);
    const found = payoutMethod && payoutMethodOf(payoutMethod);
    return { url: given(orUndefined(url), "an address"), payoutMethod: found };
  },
});

export const payouts = (caller: WithdrawalsCaller): Payouts => ({
  getFreeze: async (options) => freezeOf((await caller.getFreeze({}, options)).freeze),
  setFreeze: async (request) => freezeOf((await caller.setFreeze(request)).freeze),
  async getIntegrity(request, options) {
    const { checkedAt, checks } = await caller.getIntegrity(request, options);
    return { checkedAt, checks: checks.map(integrityCheck) };
  },
});

const STATES = ["ok", "degraded", "down", "off"] as const;
/** A word that this version does not know is no good news. */
const stateOf = (word: string) => STATES.find((state) => state === word) ?? "degraded";

const payoutMethodOf = (method: ProtoPayoutMethod): PayoutMethod => ({
  id: method.id,
  kind: method.kind,
  state: method.state,
  isDefault: method.isDefault,
  label: method.label,
  lockedUntil: method.lockedUntil,
  instantEligible: method.instantEligible,
  createdAt: time(method.createdAt),
});

function freezeOf(answered: ProtoFreeze | undefined): Freeze {
  const { frozen, by, at, reason, findings, fingerprint } = given(answered, "the freeze");
  return {
    frozen,
    by: orUndefined(by),
    at,
    reason: orUndefined(reason),
    findings: findings.map((finding) => ({
      source: finding.source === "wallet" ? "wallet" : "withdrawals",
      check: finding.check,
      detail: finding.detail,
      fingerprint: finding.fingerprint,
      foundAt: time(finding.foundAt),
      acknowledgedBy: orUndefined(finding.acknowledgedBy),
    })),
    fingerprint,
  };
}
