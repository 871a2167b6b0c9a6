import type { GetPreferencesResponse } from "@metercast/contracts/notifications/v1/preferences.ts";
import type { Preferences, PreferencesOfPerson } from "../../ports/notification-preferences.ts";
import type { NotificationsCaller } from "./notifications-caller.ts";
import { given, orUndefined } from "./values.ts";

export const preferences = (caller: NotificationsCaller): Preferences => ({
  get: async (userId) => preferencesOf(await caller.getPreferences({ userId })),
  async set(userId, { language = "", off, ...rest }) {
    const wire = { ...rest, language, off: [...off] };
    return preferencesOf(await caller.setPreferences({ userId, preferences: wire }));
  },
});

function preferencesOf(answered: GetPreferencesResponse): PreferencesOfPerson {
  const { language, ...rest } = given(answered.preferences, "preferences");
  const { address, state, reason } = given(answered.email, "an address");
  return {
    preferences: { ...rest, language: orUndefined(language) },
    email: { address: orUndefined(address), state, reason: orUndefined(reason) },
  };
}
