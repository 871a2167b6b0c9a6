import type { EarningsTerms, KeptPolicy } from "../domain/earnings-policy.ts";
import type { EarningsPolicyHistory, EarningsPolicyQuery } from "../ports/earnings-policy-history.ts";

export interface ListEarningsPoliciesPorts {
  policyHistory: EarningsPolicyHistory;
  configuredTerms: EarningsTerms;
}

export interface EarningsPolicyList {
  /** Newest first. */
  policies: KeptPolicy[];
  nextCursor: string;
  /** The platform's in force. Version 0 is the configuration. */
  platform: KeptPolicy;
}

/** Versions of earnings policies, and the platform's in force. */
export async function listEarningsPolicies(
  { policyHistory, configuredTerms }: ListEarningsPoliciesPorts,
  query: EarningsPolicyQuery,
): Promise<EarningsPolicyList> {
  const page = await policyHistory.list(query);
  const [newest] = (await policyHistory.list({ creatorId: "", limit: 1, cursor: "" })).policies;
  return { ...page, platform: newest ?? configuration(configuredTerms) };
}

const configuration = (terms: EarningsTerms): KeptPolicy => ({
  ...terms,
  version: 0,
  atMs: 0,
  creatorId: "",
  releasesEarlier: false,
  reason: "",
  actorId: "",
  confirmedBy: "",
  requestId: "",
});
