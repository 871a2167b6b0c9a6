import type { TokenHash } from "./mail-tokens.ts";

export interface EmailAddress {
  address: string;
  state: "unconfirmed" | "confirmed" | "suppressed";
  /** Why it is suppressed; empty otherwise. */
  reason: string;
}

export interface EmailReads {
  find(userId: string): Promise<EmailAddress | undefined>;
  /** Whether this is the token that the person's address still waits for. */
  awaits(userId: string, tokenHash: TokenHash, now: Date): Promise<boolean>;
}

export interface LockedEmailAddress extends EmailAddress {
  /** When confirmation mails were asked for, latest last. */
  mailedAt: readonly Date[];
}

export interface EmailWrites extends EmailReads {
  /**
   * Takes the address of a token. A new or other one is unconfirmed; the one that is known stays as it is.
   * True: it is a new one.
   */
  offer(userId: string, address: string, now: Date): Promise<boolean>;
  lock(userId: string): Promise<LockedEmailAddress | undefined>;
  startConfirmation(
    userId: string,
    confirmation: { tokenHash: TokenHash; until: Date; mailedAt: readonly Date[] },
  ): Promise<void>;
  /** False: no address waits for this token. */
  confirm(tokenHash: TokenHash, now: Date): Promise<boolean>;
  /** False where the person has another address by now, or it is suppressed already. */
  suppress(userId: string, address: string, reason: "hard_bounce", now: Date): Promise<boolean>;
  /** Whose address a mail went to; undefined where that is not known any more. */
  ofDelivery(deliveryId: string): Promise<{ userId: string; address: string } | undefined>;
  /** A mail that counted as sent came back. */
  markBounced(deliveryId: string, error: string): Promise<void>;
}
