import type { Preferences } from "../domain/preferences.ts";

export interface PreferenceReads {
  /** The defaults where a person has set nothing. */
  find(userId: string): Promise<Preferences>;
}

export interface PreferenceWrites extends PreferenceReads {
  set(userId: string, preferences: Preferences, now: Date): Promise<void>;
}
