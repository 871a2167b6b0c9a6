import type { Clock } from "@metercast/runtime";
import type { Language } from "../domain/language.ts";
import type { Store } from "../ports/store.ts";

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
 * client may have claims that another's lack.
 */
export async function seePerson(
  { store, clock }: { store: Store; clock: Clock },
  request: SeePersonRequest,
): Promise<void> {
  const now = new Date(clock.now());
  await store.transaction(async ({ people, emails }) => {
    await people.see({ ...request, seenAt: now });
    if (request.email !== "") await emails.offer(request.userId, request.email, now);
  });
}
