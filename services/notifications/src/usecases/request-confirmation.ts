import { newUuid } from "@metercast/contracts";
import { type Clock, MetercastError, type Wakeable } from "@metercast/runtime";
import { nextConfirmation } from "../domain/confirmation.ts";
import type { EmailAddress } from "../ports/emails.ts";
import type { MailTokens } from "../ports/mail-tokens.ts";
import type { Store, Transaction } from "../ports/store.ts";

/** In no inbox and in no catalogue: its only text is its mail. */
const KIND = "email_confirmation";
export const CONFIRMATION_TEMPLATE = "confirmation";

/** The channel e-mail, for use cases that write mails. Missing where no mail server is set up. */
export interface MailChannel extends Wakeable {
  tokens: MailTokens;
}

export interface RequestConfirmationPorts {
  store: Store;
  clock: Clock;
  mail: MailChannel | undefined;
}

/** Sends the confirmation mail of the candidate or the unconfirmed address. Lifts a suppression, too. */
export async function requestConfirmation(
  { store, clock, mail }: RequestConfirmationPorts,
  userId: string,
): Promise<EmailAddress> {
  if (mail === undefined) throw new MetercastError("email_not_available", "there is no mail server here");
  const now = new Date(clock.now());
  const found = await store.transaction(async (tx) => {
    const email = await tx.emails.lock(userId);
    if (email === undefined) throw new MetercastError("not_found", "the account has no e-mail address");
    const isNeeded = email.state !== "confirmed" || email.candidate !== null;
    if (isNeeded && !(await writeConfirmation(tx, mail.tokens, userId, now)))
      throw new MetercastError("rate_limited", "three confirmation mails a day");
    return email;
  });
  mail.wake();
  return found;
}

/** Writes the mail in the caller's transaction. False: there were enough of them today. */
export async function writeConfirmation(
  tx: Transaction,
  tokens: MailTokens,
  userId: string,
  now: Date,
): Promise<boolean> {
  const email = await tx.emails.lock(userId);
  const next = email && nextConfirmation(email.mailedAt, now);
  if (email === undefined || next === undefined) return false;
  const request = newUuid(now.getTime());
  const { hash: tokenHash } = tokens.confirmation(request, email.candidate ?? email.address);
  await tx.emails.startConfirmation(userId, { ...next, tokenHash });
  const delivery = {
    channel: "email",
    target: "",
    template: CONFIRMATION_TEMPLATE,
    digest: "",
    dueAt: now,
  } as const;
  const notification = {
    eventId: `confirmation:${request}`,
    userId,
    kind: KIND,
    params: { request },
    inInbox: false,
    isAnnounced: true,
    deliveries: [delivery],
  };
  await tx.notifications.add([notification], now);
  return true;
}
