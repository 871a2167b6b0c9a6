import { z } from "@hono/zod-openapi";
import { LANGUAGES } from "@metercast/contracts";
import { NOTIFICATION_CHANNELS } from "../../domain/notification.ts";
import { idOf, orNull, Time } from "./schemas.ts";

/** Kinds and classes may grow: a client shows the texts of one that it does not know. */
export const NotificationResource = z
  .object({
    id: idOf("ntf_"),
    kind: z.string().openapi({ example: "withdrawal_approved" }),
    class: z.string().openapi({ description: "security, money or digest" }),
    title: z.string(),
    body: z.string(),
    link: z.string().nullable().openapi({ description: "A path of the console." }),
    action: z.string().nullable().openapi({ description: "What the link says." }),
    created_at: Time,
    read_at: Time.nullable(),
    archived_at: Time.nullable(),
  })
  .openapi("Notification");

export const Unread = z.int().min(0).openapi({ description: "Unread notifications of the whole inbox." });

const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "a time of day as 22:00")
  .openapi({ example: "22:00" });

export const QuietHours = z
  .object({ from: TimeOfDay, to: TimeOfDay })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "must differ from `from`" })
  .openapi("QuietHours", { description: "May pass midnight." });

const [inApp, email, push] = NOTIFICATION_CHANNELS;
const Switches = z.object({ [inApp]: z.boolean(), [email]: z.boolean(), [push]: z.boolean() });
const Fixed = z.boolean().refine((on) => on, "nobody can switch this off");

/** What a person sets, and reads again. */
export const PreferencesShape = {
  language: z
    .enum([...LANGUAGES, ""])
    .openapi({ description: "Empty: the language of the person's requests." }),
  zone: z.string().min(1).max(64).openapi({ example: "Europe/Berlin", description: "An IANA zone." }),
  quiet_hours: orNull(QuietHours).openapi({
    description: "E-mails and pushes wait until their end; security does not.",
  }),
  digest: z.enum(["off", "daily"]).openapi({
    description: "`daily`: mails of the classes money and digest leave as one at 08:00.",
  }),
  push_amounts: z.boolean().openapi({ description: "Amounts on lock screens." }),
  channels: z.object({
    security: Switches.extend({ [inApp]: Fixed, [email]: Fixed }),
    money: Switches,
    digest: Switches,
  }),
};

export const PreferencesResource = z
  .object({
    ...PreferencesShape,
    language: z.string(),
    digest: z.string(),
    email: z.object({
      address: z.string().nullable(),
      state: z.string().openapi({ description: "none, unconfirmed, confirmed or suppressed" }),
      reason: z.string().nullable().openapi({ description: "Why it is suppressed, such as hard_bounce." }),
    }),
  })
  .openapi("NotificationPreferences");
