import type { PreferencesOfPerson } from "./notification-preferences.ts";

export interface UnsubscriptionPage {
  /** What the link ends: money, digest or both. */
  classes: readonly string[];
  language: string;
}

/** A person's address, and the links in mails. A link's token is the permission to use it. */
export interface EmailLinks {
  /** Sends the confirmation mail again. @throws not_found, rate_limited, email_not_available */
  requestConfirmation(userId: string): Promise<PreferencesOfPerson["email"]>;
  /** @throws not_found */
  confirm(token: string): Promise<{ state: string }>;
  /** What an unsubscribe link would switch off. @throws not_found */
  readUnsubscription(token: string): Promise<UnsubscriptionPage & { isOff: boolean }>;
  /** @throws not_found */
  unsubscribe(token: string): Promise<UnsubscriptionPage>;
}
