import type { EmailLinks } from "../../ports/email-links.ts";
import type { NotificationsCaller } from "./notifications-caller.ts";
import { given, orUndefined } from "./values.ts";

export const emailLinks = (caller: NotificationsCaller): EmailLinks => ({
  async requestConfirmation(userId) {
    const { address, state, reason } = given(
      (await caller.requestEmailConfirmation({ userId })).email,
      "an address",
    );
    return { address: orUndefined(address), state, reason: orUndefined(reason) };
  },
  confirm: (token) => caller.confirmEmail({ token }),
  readUnsubscription: (token) => caller.getUnsubscription({ token }),
  unsubscribe: (token) => caller.unsubscribe({ token }),
});
