import type { TokenHash } from "./mail-tokens.ts";

export interface EmailAddress {
  address: string;
  state: "unconfirmed" | "confirmed" | "suppressed";
  /** Why it is suppressed; empty otherwise. */
  reason: string;
  /** A newer address of a token, beside a confirmed one. It is used once it is confirmed. */
  candidate: string | null;
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

export interface UnconfirmedMail {
  /** Stored as a hash. */
  address: string;
  deliveryId: string;
  now: Date;
  since: Date;
  most: number;
}

export interface EmailWrites extends EmailReads {
  /** The first address of a person, or another one where none was confirmed. It is unconfirmed. */
  put(userId: string, address: string, now: Date): Promise<void>;
  /** Another address beside the confirmed one; null: there is none any more. */
  setCandidate(userId: string, candidate: string | null, now: Date): Promise<void>;
  /**
   * Counts a mail to an address that nobody has confirmed. A repetition of the same delivery counts once.
   * False: it has had `most` since then.
   */
  countUnconfirmed(mail: UnconfirmedMail): Promise<boolean>;
  lock(userId: string): Promise<LockedEmailAddress | undefined>;
  startConfirmation(
    userId: string,
    confirmation: { tokenHash: TokenHash; until: Date; mailedAt: readonly Date[] },
  ): Promise<void>;
  /** False: no address waits for this token. */
  confirm(tokenHash: TokenHash, now: Date): Promise<boolean>;
  /** False where the person has another address by now, or it is suppressed already. */
  suppress(userId: string, address: string, reason: "hard_bounce", now: Date): Promise<boolean>;
  /** Whose address a mail went to; undefined where that is not known any more, or it ended before this. */
  ofDelivery(deliveryId: string, endedSince: Date): Promise<{ userId: string; address: string } | undefined>;
  /** A mail that counted as sent, since this time, came back. */
  markBounced(deliveryId: string, error: string, endedSince: Date): Promise<void>;
}
