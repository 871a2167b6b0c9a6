import type { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { type Clock, type Handlers, type Wakeable, z } from "@metercast/runtime";
import { storableText, userId, validate } from "@metercast/validation";
import { languageOfTag, wishesOf } from "../../domain/language.ts";
import type { Store } from "../../ports/store.ts";
import { erasePerson } from "../../usecases/erase-person.ts";
import type { MailChannel } from "../../usecases/request-confirmation.ts";
import { seePerson } from "../../usecases/see-person.ts";

type Service = Handlers<typeof NotificationsServiceService>;

export interface PeoplePorts {
  store: Store;
  clock: Clock;
  relay: Wakeable;
  mail: MailChannel | undefined;
}

const PERSON = z.object({ userId });
const idOf = (request: { userId: string }): string => validate(PERSON, request).userId;

/** An Accept-Language header, bounded. */
export const acceptedLanguages = z.string().max(200).transform(wishesOf);

const SEEN = z.object({
  userId,
  email: storableText(320),
  roles: z.array(storableText(64, 1)).max(20),
  language: acceptedLanguages.transform((wishes) => wishes.map(languageOfTag).find(Boolean) ?? ""),
  issuedAt: z.date().optional(),
});

export function people(ports: PeoplePorts): Pick<Service, "seePerson" | "exportPerson" | "erasePerson"> {
  const { store } = ports;
  return {
    async seePerson(request) {
      await seePerson(ports, validate(SEEN, request));
      return {};
    },
    exportPerson: async (request) => ({
      json: JSON.stringify(await store.personalData.export(idOf(request))),
    }),
    async erasePerson(request) {
      await erasePerson(ports, idOf(request));
      return {};
    },
  };
}
