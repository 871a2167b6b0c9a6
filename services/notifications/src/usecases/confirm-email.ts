import { type Clock, MetercastError } from "@metercast/runtime";
import type { HashToken } from "../ports/mail-tokens.ts";
import type { Store } from "../ports/store.ts";

/** Confirms the address that waits for the token. A second call finds it confirmed. */
export async function confirmEmail(
  { store, clock, hashToken }: { store: Store; clock: Clock; hashToken: HashToken },
  token: string,
): Promise<void> {
  const now = new Date(clock.now());
  const isConfirmed = await store.transaction((tx) => tx.emails.confirm(hashToken(token), now));
  if (!isConfirmed)
    throw new MetercastError("not_found", "the link has expired or was replaced by a newer one");
}
