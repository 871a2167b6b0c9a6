import type { Preferences } from "./preferences.ts";

/** A person, as far as the plan of a notification depends on them. */
export interface Recipient extends Pick<Preferences, "zone" | "quietHours" | "digest" | "off"> {
  userId: string;
  email: "none" | "unconfirmed" | "confirmed" | "suppressed";
  /** Ids of the person's push subscriptions. */
  subscriptions: readonly string[];
}
