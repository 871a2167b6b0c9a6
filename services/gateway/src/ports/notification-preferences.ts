import type { NotificationEmail, NotificationPreferences } from "../domain/notification.ts";

export interface PreferencesOfPerson {
  preferences: NotificationPreferences;
  email: NotificationEmail;
}

export interface Preferences {
  get(userId: string): Promise<PreferencesOfPerson>;
  /** @throws invalid_request */
  set(userId: string, preferences: NotificationPreferences): Promise<PreferencesOfPerson>;
}
