import { type EarningsTerms, releasesEarlier } from "../domain/earnings-policy.ts";
import { type EarningsPolicyPorts, termsInForce } from "./set-earnings-policy.ts";

export interface JudgeEarningsTermsRequest {
  /** Empty: the platform's. */
  creatorId: string;
  terms: EarningsTerms;
}

/** Whether terms make money available earlier than those in force. */
export function judgeEarningsTerms(
  ports: EarningsPolicyPorts,
  { creatorId, terms }: JudgeEarningsTermsRequest,
): Promise<{ releasesEarlier: boolean; inForce: EarningsTerms }> {
  return ports.ledger.snapshot(async (books) => {
    const inForce = await termsInForce(ports, books, creatorId);
    return { releasesEarlier: releasesEarlier(inForce, terms), inForce };
  });
}
