import type { Clock, Wakeable } from "@metercast/runtime";
import type { DueDelivery, Outcome } from "../domain/delivery.ts";
import type { Params } from "../domain/kind.ts";
import { emailChanged } from "../domain/kinds/email-changed.ts";
import { languageOf } from "../domain/language.ts";
import { isMailbox } from "../domain/mail/address.ts";
import {
  classOf,
  composeConfirmation,
  composeMail,
  type MailReader,
  unsubscribedBy,
} from "../domain/mail/compose.ts";
import type { MailBodies } from "../domain/mail/layout.ts";
import { ALWAYS_ON, type Preferences, type Switch } from "../domain/preferences.ts";
import type { Sender } from "../ports/deliveries.ts";
import type { EmailAddress } from "../ports/emails.ts";
import type { MailTokens } from "../ports/mail-tokens.ts";
import type { Mailer } from "../ports/mailer.ts";
import type { Store } from "../ports/store.ts";
import type { Unsubscriptions } from "../ports/unsubscriptions.ts";
import { CONFIRMATION_TEMPLATE } from "./request-confirmation.ts";
import { suppressAddress } from "./suppress-address.ts";

export interface SendMailPorts {
  store: Store;
  unsubscriptions: Unsubscriptions;
  mailer: Mailer;
  tokens: MailTokens;
  clock: Clock;
  relay: Wakeable;
  /** The origin of links. */
  linkBase: string;
}

/** Sends one mail for a notification, a digest, or the confirmation of an address. */
export function mailSender(ports: SendMailPorts): Sender {
  return { send: (due) => sendMail(ports, due) };
}

async function sendMail(ports: SendMailPorts, due: readonly DueDelivery[]): Promise<Outcome> {
  const [first] = due;
  if (first === undefined) return { outcome: "sent" };
  const { userId, id } = first;
  const { store } = ports;
  const [email, preferences, person] = await Promise.all([
    store.emails.find(userId),
    store.preferences.find(userId),
    store.people.find(userId),
  ]);
  if (email === undefined) return { outcome: "suppressed", error: "no_address" };
  const to = recipientOf(first, email);
  if (!isMailbox(to)) return { outcome: "suppressed", error: "address_invalid" };
  const reader: MailReader = {
    language: languageOf(preferences.language, person?.language ?? ""),
    zone: preferences.zone,
    linkBase: ports.linkBase,
  };
  const mail =
    first.template === CONFIRMATION_TEMPLATE
      ? await confirmation(ports, first, to, reader)
      : await ofNotifications(ports, due, { email, preferences, reader });
  if ("error" in mail) return { outcome: "suppressed", error: mail.error };
  if (!(await isAdmitted(ports, id, to, email))) return { outcome: "suppressed", error: "unconfirmed_limit" };
  const outcome = await ports.mailer.send({ id, to, ...mail });
  if (outcome.outcome === "suppressed") {
    const now = new Date(ports.clock.now());
    if (await suppressAddress(store, { userId, address: to, deliveryId: id, now })) ports.relay.wake();
  }
  return outcome;
}

/** A candidate gets the mail that asks it to confirm itself, and nothing else. */
function recipientOf({ template, kind, params }: DueDelivery, { address, candidate }: EmailAddress): string {
  if (template === CONFIRMATION_TEMPLATE) return candidate ?? address;
  // To the address that was confirmed then, also where the other one has been confirmed meanwhile.
  return kind === emailChanged.name ? (params as { previous: string }).previous : address;
}

/** Nobody's mailbox is filled by people who sign in with its address, however many accounts they make. */
const MOST_UNCONFIRMED = 3;
const DAY_MS = 86_400_000;

async function isAdmitted(
  { store, clock }: SendMailPorts,
  deliveryId: string,
  to: string,
  { address, state }: EmailAddress,
): Promise<boolean> {
  if (state === "confirmed" && to === address) return true;
  const now = new Date(clock.now());
  const since = new Date(now.getTime() - DAY_MS);
  return store.transaction((tx) =>
    tx.emails.countUnconfirmed({ address: to, deliveryId, now, since, most: MOST_UNCONFIRMED }),
  );
}

/** Why a mail is not sent. */
type Refusal = { error: string };
type Composed = MailBodies & { unsubscribeUrl?: string };

async function confirmation(
  { store, tokens, clock }: SendMailPorts,
  { userId, params }: DueDelivery,
  address: string,
  reader: MailReader,
): Promise<Composed | Refusal> {
  const { request } = params as { request: string };
  const { text, hash } = tokens.confirmation(request, address);
  // The person asked once more, has another address by now, or the mail is over a week late.
  if (!(await store.emails.awaits(userId, hash, new Date(clock.now())))) return { error: "superseded" };
  return composeConfirmation(address, text, reader);
}

async function ofNotifications(
  { unsubscriptions, tokens, clock }: SendMailPorts,
  due: readonly DueDelivery[],
  { email, preferences, reader }: { email: EmailAddress; preferences: Preferences; reader: MailReader },
): Promise<Composed | Refusal> {
  const notices = due
    .map(({ kind, params, userId }) => ({ kind, params: params as Params, userId }))
    .filter((notice) => refusalOf(`${classOf(notice)}:email`, email, preferences) === undefined);
  const [first] = notices;
  if (first === undefined)
    return { error: refusalOf(classSwitch(due[0]), email, preferences) ?? "switched_off" };
  const isDigest = due[0]?.digest !== "";
  const classes = unsubscribedBy(notices, isDigest);
  if (classes.length === 0) return composeMail(notices, reader, undefined);
  const { text, hash } = tokens.unsubscribe(first.userId, classes);
  await unsubscriptions.keep(hash, first.userId, classes, new Date(clock.now()));
  const unsubscribeUrl = `${reader.linkBase}/u/${text}`;
  return { ...composeMail(notices, reader, { url: unsubscribeUrl, isDigest }), unsubscribeUrl };
}

const classSwitch = (delivery: DueDelivery | undefined): Switch =>
  `${delivery === undefined ? "security" : classOf(delivery)}:email`;

/** The plan knew this too; since then the person may have switched it off, or have another address. */
function refusalOf(name: Switch, { state }: EmailAddress, { off }: Preferences): string | undefined {
  if (state === "suppressed") return "address_suppressed";
  if (ALWAYS_ON.includes(name)) return undefined;
  if (state === "unconfirmed") return "address_unconfirmed";
  return off.includes(name) ? "switched_off" : undefined;
}
