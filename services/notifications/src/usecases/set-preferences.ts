import type { Clock } from "@metercast/runtime";
import type { Preferences } from "../domain/preferences.ts";
import type { EmailAddress } from "../ports/emails.ts";
import type { Store } from "../ports/store.ts";

export interface PreferencesPage {
  preferences: Preferences;
  /** Undefined: the person's token has no address. */
  email: EmailAddress | undefined;
}

export async function readPreferences({ store }: { store: Store }, userId: string): Promise<PreferencesPage> {
  const [preferences, email] = await Promise.all([store.preferences.find(userId), store.emails.find(userId)]);
  return { preferences, email };
}

/** Replaces the preferences. They count for what happens from now on. */
export async function setPreferences(
  { store, clock }: { store: Store; clock: Clock },
  userId: string,
  preferences: Preferences,
): Promise<PreferencesPage> {
  const now = new Date(clock.now());
  await store.transaction((tx) => tx.preferences.set(userId, preferences, now));
  return readPreferences({ store }, userId);
}
