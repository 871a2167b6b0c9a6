import { type Clock, MetercastError } from "@metercast/runtime";
import type { KindClass, Switch } from "../domain/preferences.ts";
import type { HashToken } from "../ports/mail-tokens.ts";
import type { Unsubscriptions } from "../ports/unsubscriptions.ts";

export interface UnsubscribePorts {
  unsubscriptions: Unsubscriptions;
  hashToken: HashToken;
  clock: Clock;
}

export interface UnsubscriptionPage {
  classes: readonly KindClass[];
  isOff: boolean;
  language: string;
}

/** What a link would switch off. */
export async function readUnsubscription(
  ports: UnsubscribePorts,
  token: string,
): Promise<UnsubscriptionPage> {
  const found = await find(ports, token);
  const { classes, off, language } = found;
  return { classes, isOff: switchesOf(classes).every((one) => off.includes(one)), language };
}

/** Switches off what the link names, and nothing else. The token is the permission. */
export async function unsubscribe(
  ports: UnsubscribePorts,
  token: string,
): Promise<Omit<UnsubscriptionPage, "isOff">> {
  const { userId, classes, language } = await find(ports, token);
  await ports.unsubscriptions.switchOff(userId, switchesOf(classes), new Date(ports.clock.now()));
  return { classes, language };
}

async function find({ unsubscriptions, hashToken }: UnsubscribePorts, token: string) {
  const found = await unsubscriptions.find(hashToken(token));
  if (found === undefined) throw new MetercastError("not_found", "there is no such link");
  return found;
}

const switchesOf = (classes: readonly KindClass[]): Switch[] => classes.map((one): Switch => `${one}:email`);
