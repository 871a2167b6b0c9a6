import * as z from "zod/mini";
import type { Schemas } from "../api/client.ts";
import { ownZone } from "../format/time.ts";
import { preferences as texts } from "../texts/inbox.ts";
import type { Preferences } from "./queries.ts";

export const CLASSES = ["security", "money", "digest"] as const;
export const CHANNELS = ["in_app", "email", "push"] as const;
export const LANGUAGES = ["", "en", "de", "es"] as const;
export const DIGESTS = ["off", "daily"] as const;

/** Nobody can switch these off. */
export const isFixed = (kind: (typeof CLASSES)[number], channel: (typeof CHANNELS)[number]): boolean =>
  kind === "security" && channel !== "push";

const switches = z.object({ in_app: z.boolean(), email: z.boolean(), push: z.boolean() });
const time = z.string();
const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

export const preferencesSchema = z
  .object({
    channels: z.object({ security: switches, money: switches, digest: switches }),
    language: z.enum(LANGUAGES),
    zone: z.string(),
    isQuiet: z.boolean(),
    from: time,
    to: time,
    digest: z.enum(DIGESTS),
    pushAmounts: z.boolean(),
  })
  .check(({ value, issues }) => {
    if (!value.isQuiet) return;
    const issue = (path: "from" | "to", message: string) =>
      issues.push({ code: "custom", path: [path], message, input: value[path] });
    if (!isTime(value.from)) issue("from", texts.timeNeeded);
    if (!isTime(value.to)) issue("to", texts.timeNeeded);
    else if (value.from === value.to) issue("to", texts.quietDiffers);
  });
export type PreferencesValues = z.infer<typeof preferencesSchema>;

/** What a new pair of quiet hours begins with. */
const NIGHT = { from: "22:00", to: "07:00" };

const known = <T extends string>(list: readonly T[], value: string, otherwise: T): T =>
  list.find((one) => one === value) ?? otherwise;

export function valuesOf(preferences: Preferences): PreferencesValues {
  const { channels, language, zone, quiet_hours: quiet, digest, push_amounts: pushAmounts } = preferences;
  return {
    channels,
    language: known(LANGUAGES, language, ""),
    // UTC is also what counts before a person has set anything.
    zone: zone === "UTC" ? ownZone() : zone,
    isQuiet: quiet !== null,
    ...(quiet ?? NIGHT),
    digest: known(DIGESTS, digest, "off"),
    pushAmounts,
  };
}

/** The request of a form. */
export function bodyOf(values: PreferencesValues): Schemas["NotificationPreferencesRequest"] {
  const { channels, language, zone, isQuiet, from, to, digest, pushAmounts } = values;
  return {
    channels: { ...channels, security: { ...channels.security, in_app: true, email: true } },
    language,
    zone,
    quiet_hours: isQuiet ? { from, to } : null,
    digest,
    push_amounts: pushAmounts,
  };
}
