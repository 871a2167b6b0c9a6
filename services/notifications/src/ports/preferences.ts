import type { Preferences } from "../domain/preferences.ts";

export interface PreferenceReads {
  /** The defaults where a person has set nothing. */
  find(userId: string): Promise<Preferences>;
}

export interface PreferenceWrites extends PreferenceReads {
  /** As `find`, and the row is locked until the end of the transaction. */
  lock(userId: string): Promise<Preferences>;
  set(userId: string, preferences: Preferences, now: Date): Promise<void>;
}
