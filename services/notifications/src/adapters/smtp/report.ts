import { type ParsedMail, simpleParser } from "mailparser";
import type { Bounce } from "../../ports/bounces.ts";

const ACTIONS: readonly Bounce["action"][] = ["failed", "delayed", "delivered", "relayed", "expanded"];

/**
 * What a report says (RFC 3464): of the first recipient, because our mails have one. Undefined where the mail
 * is no report, for example an automatic answer.
 */
export async function readReport(raw: Buffer): Promise<Omit<Bounce, "deliveryId"> | undefined> {
  const mail = await simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
    keepDeliveryStatus: true,
  });
  const part = statusPart(mail);
  if (part === undefined) return undefined;
  const action = fieldOf(part, "action").toLowerCase();
  const known = ACTIONS.find((one) => one === action);
  const status = /^[245]\.\d{1,3}\.\d{1,3}/.exec(fieldOf(part, "status"))?.[0];
  return known === undefined || status === undefined ? undefined : { action: known, status };
}

function statusPart(mail: ParsedMail): string | undefined {
  const part = mail.attachments.find(({ contentType }) => contentType === "message/delivery-status");
  return part?.content.toString("latin1");
}

function fieldOf(part: string, name: string): string {
  return new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(part)?.[1]?.trim() ?? "";
}
