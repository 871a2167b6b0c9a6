import { zoneName } from "@metercast/calendar";
import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import type {
  GetPreferencesResponse,
  Preferences as WirePreferences,
} from "@metercast/contracts/notifications/v1/preferences.ts";
import { type Clock, type Handlers, z } from "@metercast/runtime";
import { userId, validate } from "@metercast/validation";
import { LANGUAGES } from "../../domain/language.ts";
import {
  ALWAYS_ON,
  CHANNELS,
  CLASSES,
  DIGESTS,
  MINUTES_A_DAY,
  type Switch,
} from "../../domain/preferences.ts";
import type { Store } from "../../ports/store.ts";
import { type PreferencesPage, readPreferences, setPreferences } from "../../usecases/set-preferences.ts";

type Service = Handlers<typeof NotificationsServiceService>;

const SWITCHES = CLASSES.flatMap((of) => CHANNELS.map((channel): Switch => `${of}:${channel}`));
const minute = z
  .number()
  .int()
  .min(0)
  .max(MINUTES_A_DAY - 1);
const PREFERENCES = z.object({
  language: z.enum(["", ...LANGUAGES]),
  zone: z
    .string()
    .max(64)
    .transform((name) => zoneName(name) ?? "")
    .refine((name) => name !== "", "is not the IANA name of a time zone"),
  quietHours: z
    .object({ from: minute, to: minute })
    .refine(({ from, to }) => from !== to, "must begin and end at different times")
    .optional(),
  digest: z.enum(DIGESTS),
  pushAmounts: z.boolean(),
  off: z
    .array(z.enum(SWITCHES).refine((one) => !ALWAYS_ON.includes(one), "nobody can switch this off"))
    .max(SWITCHES.length),
});
const SET = z.object({ userId, preferences: PREFERENCES });
const PERSON = z.object({ userId });

export function preferences(ports: {
  store: Store;
  clock: Clock;
}): Pick<Service, "getPreferences" | "setPreferences"> {
  return {
    getPreferences: async (request) =>
      toResponse(await readPreferences(ports, validate(PERSON, request).userId)),
    async setPreferences(request) {
      const { userId: owner, preferences: wish } = validate(SET, request);
      const { quietHours, off, ...rest } = wish;
      const set = { ...rest, quietHours, off: [...new Set(off)] };
      return toResponse(await setPreferences(ports, owner, set));
    },
  };
}

function toResponse({ preferences: { off, ...rest }, email }: PreferencesPage): GetPreferencesResponse {
  const wire: WirePreferences = { ...rest, off: [...off] };
  const { address = "", state = "none", reason = "" } = email ?? {};
  return { preferences: wire, email: { address, state, reason } };
}
