import { integer, secret, z } from "@metercast/runtime";

const domain = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*$/i, "must be a domain");

/** Without SMTP_URL there is no channel e-mail. */
export const mailVariables = {
  SMTP_URL: secret(
    z
      .string()
      .regex(/^smtps?:\/\/[^\s?#]+$/, "must be an smtp:// or smtps:// URL")
      .optional(),
    "The mail server: `smtp://user:password@host:587`, or `smtps://…:465` for TLS from the start. Without it no mail is planned or sent. Needs MAIL_FROM, MAIL_SECRET and MAIL_LINK_BASE.",
  ),
  SMTP_PLAINTEXT: z
    .enum(["0", "1"])
    .default("0")
    .describe(
      "1: an `smtp://` server beyond the loopback address may have no STARTTLS. Then everybody on the way reads the mails.",
    ),
  SMTP_CONNECTIONS: integer(1, 50).default(5).describe("Connections to the mail server."),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>"\r\n]{1,60} <[^\s<>@"]+@[^\s<>@"]+>|[^\s<>@"]+@[^\s<>@"]+)$/, "must be an address")
    .optional()
    .describe("The sender: `Metercast <no-reply@example.com>`."),
  MAIL_SECRET: secret(
    z.string().min(32).optional(),
    "At least 32 characters. Links and return paths of mails are derived from it. After a change earlier unsubscribe links still work; confirmations that wait for their mail need a new request.",
  ),
  MAIL_LINK_BASE: z
    .string()
    .regex(
      // The links carry tokens. Only on this machine nobody reads them on the way.
      /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?)$/,
      "must be an origin such as https://app.example.com",
    )
    .optional()
    .describe(
      "The origin of the links in mails: the gateway with the console, `https://app.example.com`. `http://` only on the loopback address.",
    ),
  MAIL_DKIM_DOMAIN: domain
    .optional()
    .describe(
      "Signs mails for this domain, with the next two. Leave the key out where the mail server signs.",
    ),
  MAIL_DKIM_SELECTOR: domain.optional().describe("The name of the key below `_domainkey` of the domain."),
  MAIL_DKIM_PRIVATE_KEY: secret(
    z.string().includes("PRIVATE KEY").optional(),
    "Its private key as PEM; `\\n` may stand for line ends. Without it mails are not signed.",
  ),
  MAIL_BOUNCE_DOMAIN: domain
    .optional()
    .describe(
      "Mails' return paths are `bounce+…@` this domain, so that a report tells which mail failed. Its MX leads to MAIL_BOUNCE_PORT, or to a mail server that relays there.",
    ),
  MAIL_BOUNCE_PORT: integer(1, 65_535)
    .optional()
    .describe("Listens here for reports of failed mails by SMTP. Needs MAIL_BOUNCE_DOMAIN."),
};
