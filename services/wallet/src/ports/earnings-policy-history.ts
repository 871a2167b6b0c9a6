import type { KeptPolicy } from "../domain/earnings-policy.ts";

/** The versions of earnings policies. */
export interface EarningsPolicyHistory {
  /** Newest first. @throws invalid_request for a cursor that is none */
  list(query: EarningsPolicyQuery): Promise<{ policies: KeptPolicy[]; nextCursor: string }>;
}

export interface EarningsPolicyQuery {
  /** Empty: only the platform's; undefined: all. */
  creatorId: string | undefined;
  limit: number;
  cursor: string;
}
