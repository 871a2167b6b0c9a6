import { defineKind } from "../kind.ts";
import { BRIEF } from "./words.ts";

/** To the confirmed address: its owner learns of the one that is to take its place. */
export const emailChanged = defineKind<{ previous: string }>({
  name: "email_changed",
  class: "security",
  channels: ["in_app", "email", "push"],
  roles: ["viewer", "creator", "admin"],
  follows: {},
  bound: { perHour: 3, rest: "inbox" },
  link: () => "/inbox/preferences",
  texts: {
    en: {
      title: () => "Your account has another e-mail address",
      body: () =>
        "Somebody signed in to your account with another e-mail address. Mails still go to this one until the other one is confirmed. If this was not you, contact the support of the platform at once.",
      brief: () => BRIEF.en,
      action: "See your address",
    },
    de: {
      title: () => "Dein Konto hat eine andere E-Mail-Adresse",
      body: () =>
        "Jemand hat sich in deinem Konto mit einer anderen E-Mail-Adresse angemeldet. Bis sie bestätigt ist, gehen E-Mails weiter an die bisherige. Warst du das nicht, wende dich sofort an den Support der Plattform.",
      brief: () => BRIEF.de,
      action: "Adresse ansehen",
    },
    es: {
      title: () => "Tu cuenta tiene otra dirección de correo",
      body: () =>
        "Alguien ha iniciado sesión en tu cuenta con otra dirección de correo. Los correos siguen llegando a esta hasta que se confirme la otra. Si no has sido tú, contacta de inmediato con el soporte de la plataforma.",
      brief: () => BRIEF.es,
      action: "Ver tu dirección",
    },
  },
});
