import type { Clock } from "@metercast/runtime";
import type { Language } from "../domain/language.ts";
import type { Store } from "../ports/store.ts";
import { type MailChannel, writeConfirmation } from "./request-confirmation.ts";

export interface SeePersonRequest {
  userId: string;
  name: string;
  email: string;
  roles: readonly string[];
  /** Empty where their request asks for none that there are texts in. */
  language: Language | "";
}

/**
 * Records what a verified token says of a person. What it does not say stays as it was: access tokens of one
 * client may have claims that another's lack. A new address is asked to confirm itself by mail.
 */
export async function seePerson(
  { store, clock, mail }: { store: Store; clock: Clock; mail: MailChannel | undefined },
  request: SeePersonRequest,
): Promise<void> {
  const now = new Date(clock.now());
  await store.transaction(async (tx) => {
    await tx.people.see({ ...request, seenAt: now });
    if (request.email === "") return;
    const isNew = await tx.emails.offer(request.userId, request.email, now);
    if (isNew && mail) await writeConfirmation(tx, mail.tokens, request.userId, now);
  });
  mail?.wake();
}
