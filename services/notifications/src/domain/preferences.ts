import type { Language } from "./language.ts";

/** Classes of kinds. Nobody can switch off `security` in the inbox and by e-mail. */
export const CLASSES = ["security", "money", "digest"] as const;
export type KindClass = (typeof CLASSES)[number];

export const CHANNELS = ["in_app", "email", "push"] as const;
export type Channel = (typeof CHANNELS)[number];

/** What a person may switch off: a class on a channel. */
export type Switch = `${KindClass}:${Channel}`;
export const ALWAYS_ON: readonly Switch[] = ["security:in_app", "security:email"];

export const DIGESTS = ["off", "daily"] as const;
export const MINUTES_A_DAY = 1_440;

export interface QuietHours {
  /** Minutes of the day in the person's zone: from this one … */
  from: number;
  /** … until before this one, on the next day where it is smaller. */
  to: number;
}

export interface Preferences {
  /** Empty: the language of the person's requests. */
  language: Language | "";
  /** An IANA zone. */
  zone: string;
  quietHours: QuietHours | undefined;
  /** `daily`: mails of the classes money and digest leave together in the morning. */
  digest: (typeof DIGESTS)[number];
  /** Amounts on lock screens. */
  pushAmounts: boolean;
  off: readonly Switch[];
}

/** Of a person who has set nothing. */
export const DEFAULT_PREFERENCES: Preferences = {
  language: "",
  zone: "UTC",
  quietHours: undefined,
  digest: "off",
  pushAmounts: false,
  off: [],
};
