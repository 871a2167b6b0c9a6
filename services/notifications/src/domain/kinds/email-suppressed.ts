import { defineKind } from "../kind.ts";

export const emailSuppressed = defineKind<Record<string, never>>({
  name: "email_suppressed",
  class: "security",
  channels: ["in_app", "push"],
  roles: ["viewer", "creator", "admin"],
  follows: {},
  link: () => "/inbox/preferences",
  texts: {
    en: {
      title: () => "E-mails do not reach you",
      body: () =>
        "Your mail server says that your e-mail address does not exist. No further e-mails are sent to it until you confirm it again.",
      brief: () => "Open Metercast for the details.",
      action: "See your address",
    },
    de: {
      title: () => "E-Mails erreichen dich nicht",
      body: () =>
        "Dein Mailserver meldet, dass es deine E-Mail-Adresse nicht gibt. Bis du sie neu bestätigst, gehen keine E-Mails mehr an sie.",
      brief: () => "Einzelheiten findest du bei Metercast.",
      action: "Adresse ansehen",
    },
    es: {
      title: () => "Los correos no te llegan",
      body: () =>
        "Tu servidor de correo dice que tu dirección no existe. No se le envían más correos hasta que la confirmes de nuevo.",
      brief: () => "Abre Metercast para ver los detalles.",
      action: "Ver tu dirección",
    },
  },
});
