import { formatFor } from "./format.ts";
import type { Kind, Params } from "./kind.ts";
import { kindNamed } from "./kinds/index.ts";
import type { Language } from "./language.ts";

export interface Reader {
  language: Language;
  /** An IANA zone; an unknown one is UTC. */
  zone: string;
  /** lock_screen: strangers may read it, so it has no amounts and no names. */
  audience: "full" | "lock_screen";
}

export interface Rendered {
  /** One line. */
  title: string;
  /** Plain text: HTML needs escaping. */
  body: string;
  /** A path of the console, such as "/finances". */
  link: string;
  /** The words of the link. */
  action: string;
}

/** Rows that this release can't read: a newer one wrote them before a rollback. */
const UNKNOWN: Readonly<Record<Language, Rendered>> = {
  en: { title: "Notification", body: "Open Metercast to see what is new.", link: "/", action: "Open" },
  de: { title: "Benachrichtigung", body: "Öffne Metercast und sieh nach.", link: "/", action: "Öffnen" },
  es: { title: "Notificación", body: "Abre Metercast para ver las novedades.", link: "/", action: "Abrir" },
};

/** The texts of a notification: the one source of inbox, mail and push. */
export function render(kindName: string, params: Params, reader: Reader): Rendered {
  const kind = kindNamed(kindName);
  if (kind === undefined) return UNKNOWN[reader.language];
  try {
    return renderKind(kind, params, reader);
  } catch {
    // One row must not keep a person from all others.
    return UNKNOWN[reader.language];
  }
}

function renderKind(kind: Kind, params: Params, { language, zone, audience }: Reader): Rendered {
  const texts = kind.texts[language];
  const format = formatFor(language, zone);
  return {
    title: texts.title(params, format),
    body: audience === "full" ? texts.body(params, format) : texts.brief(params, format),
    link: kind.link(params),
    action: texts.action,
  };
}
