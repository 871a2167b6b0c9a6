import type { Language } from "@metercast/contracts";

interface UnsubscribeTexts {
  title: string;
  button: string;
  /** What a link ends, as a part of a sentence. A daily mail's link ends both classes. */
  money: string;
  digest: string;
  both: string;
  text(what: string): string;
  done(what: string): string;
}

export const UNSUBSCRIBE: Readonly<Record<Language, UnsubscribeTexts>> = {
  en: {
    title: "Unsubscribe",
    button: "Unsubscribe",
    money: "emails about money",
    digest: "summaries by email",
    both: "the daily email and all emails about money",
    text: (what) => `You will no longer receive ${what}. Your inbox on Metercast keeps everything.`,
    done: (what) => `You no longer receive ${what}.`,
  },
  de: {
    title: "Abbestellen",
    button: "Abbestellen",
    money: "E-Mails zu deinem Geld",
    digest: "Zusammenfassungen per E-Mail",
    both: "die tägliche E-Mail und alle E-Mails zu deinem Geld",
    text: (what) => `Abbestellt wird: ${what}. Dein Posteingang bei Metercast behält alles.`,
    done: (what) => `Abbestellt: ${what}.`,
  },
  es: {
    title: "Darse de baja",
    button: "Darse de baja",
    money: "correos sobre tu dinero",
    digest: "resúmenes por correo",
    both: "el correo diario y todos los correos sobre tu dinero",
    text: (what) => `Dejarás de recibir ${what}. Tu bandeja en Metercast lo conserva todo.`,
    done: (what) => `Ya no recibes ${what}.`,
  },
};

/** The words for what a link's classes are. */
export function whatEnds({ money, digest, both }: UnsubscribeTexts, classes: readonly string[]): string {
  if (classes.length > 1) return both;
  return classes[0] === "digest" ? digest : money;
}
