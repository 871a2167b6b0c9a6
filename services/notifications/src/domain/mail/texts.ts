import type { Language } from "../language.ts";

/** Words of mails that no kind has. */
export interface MailTexts {
  /** Of more than one: a single notification's mail has its own title. */
  daily(count: number): string;
  whySecurity: string;
  why: string;
  preferences: string;
  unsubscribe: string;
  /** Of the daily mail, whose link ends more than one kind. */
  unsubscribeDaily: string;
  confirmation: { title: string; body(address: string): string; action: string; why: string };
}

export const MAIL_TEXTS: Readonly<Record<Language, MailTexts>> = {
  en: {
    daily: (count) => `Your day on Metercast: ${count} messages`,
    whySecurity:
      "You receive this because it concerns the security of your account. It can't be switched off.",
    why: "You receive this because you have an account on Metercast.",
    preferences: "Choose what you receive",
    unsubscribe: "Unsubscribe from e-mails of this kind",
    unsubscribeDaily: "Unsubscribe from the daily e-mail and all e-mails about money",
    confirmation: {
      title: "Confirm your e-mail address",
      body: (address) =>
        `Your account on Metercast has the address ${address}. Confirm it to receive e-mails about your money there.\n\nThe link is valid for seven days. If you do not know Metercast, ignore this e-mail: apart from messages about the security of that account, nothing else is sent.`,
      action: "Confirm the address",
      why: "You receive this because somebody signed in with this address.",
    },
  },
  de: {
    daily: (count) => `Dein Tag bei Metercast: ${count} Nachrichten`,
    whySecurity:
      "Du erhältst diese Nachricht, weil sie die Sicherheit deines Kontos betrifft. Sie lässt sich nicht abschalten.",
    why: "Du erhältst diese Nachricht, weil du ein Konto bei Metercast hast.",
    preferences: "Auswählen, was du erhältst",
    unsubscribe: "E-Mails dieser Art abbestellen",
    unsubscribeDaily: "Die tägliche E-Mail und alle E-Mails zu deinem Geld abbestellen",
    confirmation: {
      title: "Bestätige deine E-Mail-Adresse",
      body: (address) =>
        `Dein Konto bei Metercast hat die Adresse ${address}. Bestätige sie, dann erhältst du dort E-Mails zu deinem Geld.\n\nDer Link gilt sieben Tage. Wenn du Metercast nicht kennst, ignoriere diese E-Mail: Außer Nachrichten zur Sicherheit dieses Kontos erhältst du keine weiteren.`,
      action: "Adresse bestätigen",
      why: "Du erhältst diese Nachricht, weil sich jemand mit dieser Adresse angemeldet hat.",
    },
  },
  es: {
    daily: (count) => `Tu día en Metercast: ${count} mensajes`,
    whySecurity: "Recibes este mensaje porque afecta a la seguridad de tu cuenta. No se puede desactivar.",
    why: "Recibes este mensaje porque tienes una cuenta en Metercast.",
    preferences: "Elegir qué recibes",
    unsubscribe: "Darte de baja de los correos de este tipo",
    unsubscribeDaily: "Darte de baja del correo diario y de todos los correos sobre tu dinero",
    confirmation: {
      title: "Confirma tu dirección de correo",
      body: (address) =>
        `Tu cuenta de Metercast tiene la dirección ${address}. Confírmala para recibir allí correos sobre tu dinero.\n\nEl enlace es válido durante siete días. Si no conoces Metercast, ignora este correo: aparte de mensajes sobre la seguridad de esa cuenta, no se envía nada más.`,
      action: "Confirmar la dirección",
      why: "Recibes este mensaje porque alguien inició sesión con esta dirección.",
    },
  },
};
