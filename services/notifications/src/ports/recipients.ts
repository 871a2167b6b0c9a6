import type { Recipient } from "../domain/recipient.ts";

export interface RecipientReads {
  /** One for each id; people who were never seen have the default preferences and no address. */
  byIds(userIds: readonly string[]): Promise<Recipient[]>;
  /** User ids of admins who were seen since. */
  admins(since: Date): Promise<string[]>;
}
