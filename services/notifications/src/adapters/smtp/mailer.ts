import { createTransport, type SendMailOptions } from "nodemailer";
import type { Outcome } from "../../domain/delivery.ts";
import { enhancedCode, isAboutSender, isAddressGone } from "../../domain/mail/refusal.ts";
import type { MailTokens } from "../../ports/mail-tokens.ts";
import type { Mail, Mailer } from "../../ports/mailer.ts";

export interface MailerSettings {
  /** smtp:// or smtps:// with user and password. */
  url: string;
  connections: number;
  /** An smtp:// server beyond the loopback address may have no STARTTLS. */
  plaintext: boolean;
  /** "Name <address>" or an address. */
  from: string;
  /** Return paths are below it; without it they are the sender. */
  bounceDomain?: string;
  dkim?: { domainName: string; keySelector: string; privateKey: string };
}

/** A mail as nodemailer takes it, with what its plugin writes. */
type Message = SendMailOptions & { progress: { isHandedOver: boolean } };

const CONNECT_MS = 10_000;
/** A server may think for a while about a whole mail. */
const SOCKET_MS = 30_000;
/** For all of one mail; far below the lease of a delivery. */
const DEADLINE_MS = 90_000;
/** Servers end a connection after so many mails anyway. */
const MAILS_A_CONNECTION = 100;

export function smtpMailer(settings: MailerSettings, tokens: Pick<MailTokens, "returnPath">): Mailer {
  const transport = createTransport(
    {
      ...serverOf(settings),
      pool: true,
      maxConnections: settings.connections,
      maxMessages: MAILS_A_CONNECTION,
      // Only where not a byte of the mail was sent.
      maxRequeues: 1,
      connectionTimeout: CONNECT_MS,
      greetingTimeout: CONNECT_MS,
      dnsTimeout: CONNECT_MS,
      socketTimeout: SOCKET_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
      ...(settings.dkim && { dkim: settings.dkim }),
    },
    { from: settings.from },
  );
  // An idle connection of the pool that breaks concerns no mail.
  transport.on("error", () => undefined);
  transport.use("stream", (mail, done) => {
    mail.message.processFunc((input) => {
      const { progress } = mail.data as Message;
      return input.on("end", () => {
        progress.isHandedOver = true;
      });
    });
    done();
  });
  const sender = addressIn(settings.from);
  const ownDomain = sender.slice(sender.lastIndexOf("@") + 1);
  return {
    async send(mail) {
      const returnPath =
        settings.bounceDomain === undefined
          ? sender
          : `${tokens.returnPath(mail.id)}@${settings.bounceDomain}`;
      const progress = { isHandedOver: false };
      try {
        await transport.sendMail({
          ...messageOf(mail, ownDomain),
          envelope: { from: returnPath, to: [mail.to] },
          ...(settings.bounceDomain !== undefined && {
            dsn: { id: mail.id, return: "headers", notify: ["failure"] },
          }),
          signal: AbortSignal.timeout(DEADLINE_MS),
          progress,
        } as Message);
        return { outcome: "sent" };
      } catch (error) {
        return outcomeOf(error as SmtpError, progress.isHandedOver);
      }
    },
    close: () => transport.close(),
  };
}

function serverOf({ url, plaintext }: MailerSettings) {
  const { protocol, hostname, port, username, password } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  const secure = protocol === "smtps:";
  const isHere = host === "localhost" || host === "::1" || host.startsWith("127.");
  const auth = username !== "" && {
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
  };
  return {
    host,
    port: port === "" ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !plaintext && !isHere,
    // A certificate of nobody's on this machine says nothing.
    ignoreTLS: !secure && isHere,
    ...auth,
  };
}

const addressIn = (from: string): string => /<([^<>]+)>$/.exec(from)?.[1] ?? from;

function messageOf({ id, to, subject, text, html, unsubscribeUrl }: Mail, ownDomain: string) {
  return {
    // The address only: a name from a token would be somebody else's words in a header.
    to: { name: "", address: to },
    subject,
    text,
    html,
    // Receivers recognise a second attempt by it.
    messageId: `<${id}@${ownDomain}>`,
    textEncoding: "quoted-printable" as const,
    headers: {
      // No answers by robots.
      "Auto-Submitted": "auto-generated",
      "X-Auto-Response-Suppress": "All",
      ...(unsubscribeUrl !== undefined && {
        "List-Unsubscribe": `<${unsubscribeUrl}>`,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      }),
    },
  };
}

interface SmtpError extends Error {
  code?: string;
  /** The reply's number. */
  responseCode?: number;
  response?: string;
  /** What failed: "CONN", "MAIL FROM", "RCPT TO", "DATA". */
  command?: string;
}

/** What a failure says of the mail, of its address, or of the whole channel. */
export function outcomeOf(error: SmtpError, isHandedOver: boolean): Outcome {
  const { code, responseCode, response = "", command } = error;
  if (code === "EAUTH") return { outcome: "retry", error: "smtp_auth", unreachable: true };
  if (responseCode === undefined) {
    if (command === "API") return { outcome: "failed", error: "smtp_invalid" };
    // The server has the whole mail, but its answer did not arrive.
    if (isHandedOver) return { outcome: "retry", error: "smtp_unconfirmed", maybeSent: true };
    return { outcome: "retry", error: "smtp_unreachable", unreachable: true };
  }
  const word = `smtp_${responseCode}`;
  // Only these two answers are about this mail. A refused sender or STARTTLS, or a server that closes,
  // concerns every mail.
  if ((command !== "RCPT TO" && command !== "DATA") || responseCode === 421)
    return { outcome: "retry", error: word, unreachable: true };
  if (responseCode < 500) return { outcome: "retry", error: word };
  const enhanced = enhancedCode(response);
  // Given up in the end, because a server may say the same of one mail that it takes for spam.
  if (isAboutSender(responseCode, enhanced)) return { outcome: "retry", error: word, unreachable: true };
  const isGone = command === "RCPT TO" && isAddressGone(enhanced);
  return { outcome: isGone ? "suppressed" : "failed", error: word };
}
