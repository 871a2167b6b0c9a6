import { newUuid } from "@metercast/contracts";
import type { Clock, Wakeable } from "@metercast/runtime";
import { changeOf } from "../domain/address.ts";
import { emailChanged } from "../domain/kinds/email-changed.ts";
import type { Language } from "../domain/language.ts";
import type { Store, Transaction } from "../ports/store.ts";
import { addNotices } from "./add-notices.ts";
import { type MailChannel, writeConfirmation } from "./request-confirmation.ts";

export interface SeePersonPorts {
  store: Store;
  clock: Clock;
  relay: Wakeable;
  mail: MailChannel | undefined;
}

export interface SeePersonRequest {
  userId: string;
  email: string;
  roles: readonly string[];
  /** Empty where their request asks for none that there are texts in. */
  language: Language | "";
  /** When the token was issued; undefined where it does not say. */
  issuedAt?: Date | undefined;
}

/**
 * Records what a verified token says of a person. What it does not say stays as it was: access tokens of one
 * client may have claims that another's lack. A new address is asked to confirm itself by mail; a confirmed
 * one stays in use until then, and learns of it.
 */
export async function seePerson(
  { store, clock, relay, mail }: SeePersonPorts,
  { email, issuedAt, ...person }: SeePersonRequest,
): Promise<void> {
  const { userId } = person;
  const now = new Date(clock.now());
  // An issuer whose clock is ahead must not keep later tokens out.
  const issued = new Date(Math.min(issuedAt?.getTime() ?? 0, now.getTime()));
  // Only to lock the inbox first, in the order of all locks.
  const notifies = changeOf(await store.emails.find(userId), email) === "candidate";
  await store.transaction(async (tx) => {
    if (notifies) await tx.notifications.lockInboxes([userId]);
    const known = await tx.emails.lock(userId);
    if (!(await tx.people.see({ ...person, issuedAt: issued, seenAt: now }))) return;
    const change = changeOf(known, email);
    if (change === "put") await tx.emails.put(userId, email, now);
    if (change === "withdrawn") await tx.emails.setCandidate(userId, null, now);
    if (change === "candidate" && known) {
      await tx.emails.setCandidate(userId, email, now);
      await notifyOwner(tx, userId, known.address, now);
    }
    if ((change === "put" || change === "candidate") && mail)
      await writeConfirmation(tx, mail.tokens, userId, now);
  });
  if (notifies) relay.wake();
  mail?.wake();
}

/** The kind's bound an hour holds where tokens of two clients name two addresses in turn. */
async function notifyOwner(tx: Transaction, userId: string, previous: string, now: Date): Promise<void> {
  const eventId = `email_changed:${newUuid(now.getTime())}`;
  const notices = [{ kind: emailChanged, to: { user: userId }, params: { previous } }];
  await addNotices(tx, { eventId, at: now, now, notices });
}
