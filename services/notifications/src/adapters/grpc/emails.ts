import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Handlers, z } from "@metercast/runtime";
import { userId, validate } from "@metercast/validation";
import type { HashToken } from "../../ports/mail-tokens.ts";
import { confirmEmail } from "../../usecases/confirm-email.ts";
import { type RequestConfirmationPorts, requestConfirmation } from "../../usecases/request-confirmation.ts";
import { readUnsubscription, type UnsubscribePorts, unsubscribe } from "../../usecases/unsubscribe.ts";

type Service = Handlers<typeof NotificationsServiceService>;

export type EmailPorts = RequestConfirmationPorts & UnsubscribePorts & { hashToken: HashToken };

const PERSON = z.object({ userId });
/** Longer than any token that was made. */
const TOKEN = z.object({ token: z.string().min(1).max(200) });

export function emails(
  ports: EmailPorts,
): Pick<Service, "requestEmailConfirmation" | "confirmEmail" | "getUnsubscription" | "unsubscribe"> {
  return {
    async requestEmailConfirmation(request) {
      const { address, state, reason } = await requestConfirmation(ports, validate(PERSON, request).userId);
      return { email: { address, state, reason } };
    },
    async confirmEmail(request) {
      await confirmEmail(ports, validate(TOKEN, request).token);
      return { state: "confirmed" };
    },
    async getUnsubscription(request) {
      const { classes, ...page } = await readUnsubscription(ports, validate(TOKEN, request).token);
      return { classes: [...classes], ...page };
    },
    async unsubscribe(request) {
      const { classes, language } = await unsubscribe(ports, validate(TOKEN, request).token);
      return { classes: [...classes], language };
    },
  };
}
