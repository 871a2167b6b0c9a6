export interface EmailAddress {
  address: string;
  state: "unconfirmed" | "confirmed" | "suppressed";
  /** Why it is suppressed; empty otherwise. */
  reason: string;
}

export interface EmailReads {
  find(userId: string): Promise<EmailAddress | undefined>;
}

export interface EmailWrites extends EmailReads {
  /**
   * Takes the address of a token. A new or other one is unconfirmed; the one that is known stays as it is.
   */
  offer(userId: string, address: string, now: Date): Promise<void>;
}
