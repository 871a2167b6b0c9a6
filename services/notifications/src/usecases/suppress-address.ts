import { kindNamed } from "../domain/kinds/index.ts";
import type { Store } from "../ports/store.ts";
import { addNotices } from "./add-notices.ts";

export interface SuppressAddressRequest {
  userId: string;
  address: string;
  /** The mail that came back, or was refused. */
  deliveryId: string;
  now: Date;
}

/** No more mails to an address that does not exist; its person learns of it in the inbox. */
export async function suppressAddress(
  store: Store,
  { userId, address, deliveryId, now }: SuppressAddressRequest,
): Promise<boolean> {
  return store.transaction(async (tx) => {
    await tx.notifications.lockInboxes([userId]);
    if (!(await tx.emails.suppress(userId, address, "hard_bounce", now))) return false;
    const kind = kindNamed("email_suppressed");
    if (kind === undefined) throw new Error("the catalogue has no email_suppressed");
    const notices = [{ kind, to: { user: userId }, params: {} }];
    await addNotices(tx, { eventId: `suppressed:${deliveryId}`, at: now, now, notices });
    return true;
  });
}
