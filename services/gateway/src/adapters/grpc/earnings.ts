import type { callableBy, WALLET_CALLERS } from "@metercast/contracts";
import type {
  EarningsPolicy as ProtoPolicy,
  WalletServiceService,
} from "@metercast/contracts/wallet/v1/wallet.ts";
import type { Caller } from "@metercast/runtime";
import type { EarningsPolicy, UpcomingAmount } from "../../domain/availability.ts";
import type { Wallet } from "../../ports/wallet.ts";
import { given, orUndefined, pageRequest, time } from "./values.ts";

type WalletCaller = Caller<
  ReturnType<typeof callableBy<"gateway", typeof WalletServiceService, typeof WALLET_CALLERS>>
>;

/** When earnings become available, and the policies behind it. */
export const maturity = (
  wallet: WalletCaller,
): Pick<Wallet, "getAvailability" | "listEarningsPolicies" | "judgeEarningsTerms" | "setEarningsPolicy"> => ({
  async getAvailability(creatorId) {
    const { asOf, upcoming, terms, ...sums } = await wallet.getAvailability({ creatorId });
    return {
      ...sums,
      asOf: time(asOf),
      upcoming: upcoming.map(({ kind, ...rest }) => ({ ...rest, kind: kind as UpcomingAmount["kind"] })),
      terms: given(terms, "earnings terms"),
    };
  },
  async listEarningsPolicies({ creatorId, ...page }) {
    const found = await wallet.listEarningsPolicies({ creatorId, ...pageRequest(page) });
    return {
      items: found.policies.map(policyOf),
      nextCursor: orUndefined(found.nextCursor),
      platform: policyOf(given(found.platform, "an earnings policy")),
    };
  },
  async judgeEarningsTerms(creatorId = "", terms) {
    return (await wallet.judgeEarningsTerms({ creatorId, terms })).releasesEarlier;
  },
  async setEarningsPolicy({ key, creatorId = "", confirmedBy = "", ...request }) {
    const { policy } = await wallet.setEarningsPolicy({ ...request, creatorId, confirmedBy, requestId: key });
    const made = policyOf(given(policy, "an earnings policy"));
    return { ...made, id: `${creatorId || "platform"}:${made.version}` };
  },
});

const policyOf = (policy: ProtoPolicy): EarningsPolicy => ({
  creatorId: orUndefined(policy.creatorId),
  version: policy.version,
  terms: given(policy.terms, "earnings terms"),
  releasesEarlier: policy.releasesEarlier,
  reason: orUndefined(policy.reason),
  actorId: orUndefined(policy.actorId),
  confirmedBy: orUndefined(policy.confirmedBy),
  at: policy.version === 0 ? undefined : time(policy.at),
});
