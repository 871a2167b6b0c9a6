import type { Role } from "./access.ts";

/** The person who sends a request, as the token describes them. */
export interface Principal {
  userId: string;
  roles: readonly Role[];
  /** When the token ends, ms. */
  expiresAtMs: number;
  /** When it was issued, ms; missing where it does not say. */
  issuedAtMs?: number;
  /** Empty if the token has none. */
  name: string;
  email: string;
}

/** What identifies a running request, and makes it safe to run again. */
export interface RequestInfo {
  requestId: string;
  /** From (subject, Idempotency-Key); empty without a key: then each call is its own. */
  businessKey: string;
  /**
   * The gateway's own id of the act, equal only for the same request run again under its key: one audit row
   * each.
   */
  actId: string;
}
