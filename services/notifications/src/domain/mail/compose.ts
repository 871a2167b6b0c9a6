import type { Params } from "../kind.ts";
import { kindNamed } from "../kinds/index.ts";
import type { Language } from "../language.ts";
import type { KindClass } from "../preferences.ts";
import { render } from "../render.ts";
import { layout, type MailBodies, type MailLink, type MailSection } from "./layout.ts";
import { MAIL_TEXTS, type MailTexts } from "./texts.ts";

/** The page of the console where people choose what they receive. */
const PREFERENCES_PATH = "/inbox/preferences";
/** The gateway's page that confirms an address. */
const CONFIRMATION_PATH = "/c/";

export interface MailReader {
  language: Language;
  zone: string;
  /** The origin of links. */
  linkBase: string;
}

export interface MailNotice {
  kind: string;
  params: Params;
}

/** The class of a notification's mail. One of a kind that is no longer known can't be switched off. */
export const classOf = ({ kind }: Pick<MailNotice, "kind">): KindClass =>
  kindNamed(kind)?.class ?? "security";

/**
 * What the unsubscribe link of a mail switches off; nothing for security. The daily mail has one link for all
 * that it collects, whatever is in it today.
 */
export function unsubscribedBy(notices: readonly MailNotice[], isDigest: boolean): readonly KindClass[] {
  if (isDigest) return ["digest", "money"];
  const [only] = notices;
  const kindClass = only === undefined ? "security" : classOf(only);
  return kindClass === "security" ? [] : [kindClass];
}

const unsubscribeLink = (
  { url, isDigest }: { url: string; isDigest: boolean },
  { unsubscribe, unsubscribeDaily }: MailTexts,
): MailLink => ({ url, words: isDigest ? unsubscribeDaily : unsubscribe });

/** The mail of one notification, or of a digest's. */
export function composeMail(
  notices: readonly MailNotice[],
  reader: MailReader,
  unsubscribe: { url: string; isDigest: boolean } | undefined,
): MailBodies {
  const { language, zone, linkBase } = reader;
  const words = MAIL_TEXTS[language];
  const sections = notices.map(({ kind, params }): MailSection => {
    const { title, body, link, action } = render(kind, params, { language, zone, audience: "full" });
    return { heading: title, body, link: { url: `${linkBase}${link}`, words: action } };
  });
  const preferences: MailLink = { url: linkBase + PREFERENCES_PATH, words: words.preferences };
  const footer =
    unsubscribe === undefined
      ? [words.whySecurity, preferences]
      : [words.why, preferences, unsubscribeLink(unsubscribe, words)];
  const [first, ...others] = sections;
  if (first === undefined) throw new Error("a mail without a notification");
  if (others.length > 0) return layout({ language, title: words.daily(sections.length), sections, footer });
  const { heading = "", ...alone } = first;
  return layout({ language, title: heading, sections: [alone], footer });
}

/** The mail that asks whether an address is the person's. */
export function composeConfirmation(address: string, token: string, reader: MailReader): MailBodies {
  const { title, body, action, why } = MAIL_TEXTS[reader.language].confirmation;
  const link = { url: `${reader.linkBase}${CONFIRMATION_PATH}${token}`, words: action };
  return layout({
    language: reader.language,
    title,
    sections: [{ body: body(address), link }],
    footer: [why],
  });
}
