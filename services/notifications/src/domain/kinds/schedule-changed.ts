import { defineKind } from "../kind.ts";
import type { Language } from "../language.ts";
import { BRIEF, sentences } from "./words.ts";

const STATES: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: {
    manual: "You request withdrawals yourself.",
    weekly: "A payout is requested every week.",
    monthly: "A payout is requested every month.",
    threshold: "A payout is requested when enough is available.",
    paused_by_admin: "No payout starts until the platform resumes them.",
    paused_by_creator: "No scheduled payout is requested until you resume them.",
  },
  de: {
    manual: "Du beantragst Auszahlungen selbst.",
    weekly: "Jede Woche wird eine Auszahlung beantragt.",
    monthly: "Jeden Monat wird eine Auszahlung beantragt.",
    threshold: "Eine Auszahlung wird beantragt, sobald genug verfügbar ist.",
    paused_by_admin: "Bis die Plattform sie fortsetzt, beginnt keine Auszahlung.",
    paused_by_creator: "Bis du sie fortsetzt, wird keine geplante Auszahlung beantragt.",
  },
  es: {
    manual: "Tú pides cada retiro.",
    weekly: "Cada semana se pide un pago.",
    monthly: "Cada mes se pide un pago.",
    threshold: "Se pide un pago cuando hay suficiente disponible.",
    paused_by_admin: "Ningún pago empieza hasta que la plataforma los reanude.",
    paused_by_creator: "No se pide ningún pago programado hasta que los reanudes.",
  },
};
const stateWords = (language: Language, mode: string, pausedBy: string): string =>
  STATES[language][pausedBy ? `paused_by_${pausedBy}` : mode] ?? "";

export const scheduleChanged = defineKind<{ mode: string; pausedBy: string; byOwner: boolean }>({
  name: "schedule_changed",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  bound: { perHour: 3, rest: "inbox" },
  follows: {
    "withdrawals.schedule.changed.v1": ({ creatorId, changedBy, mode, pausedBy }) => [
      { to: { user: creatorId }, params: { mode, pausedBy, byOwner: changedBy === creatorId } },
    ],
  },
  link: () => "/schedule",
  texts: {
    en: {
      title: ({ pausedBy }) => (pausedBy ? "Your payouts are paused" : "Your payout schedule was changed"),
      body: ({ mode, pausedBy, byOwner }) =>
        sentences(
          `${byOwner ? "You" : "The platform"} ${pausedBy ? "paused" : "changed"} your payouts.`,
          stateWords("en", mode, pausedBy),
        ),
      brief: () => BRIEF.en,
      action: "See the schedule",
    },
    de: {
      title: ({ pausedBy }) =>
        pausedBy ? "Deine Auszahlungen sind angehalten" : "Dein Auszahlungsplan wurde geändert",
      body: ({ mode, pausedBy, byOwner }) =>
        sentences(
          `${byOwner ? "Du hast" : "Die Plattform hat"} deine Auszahlungen ${pausedBy ? "angehalten" : "geändert"}.`,
          stateWords("de", mode, pausedBy),
        ),
      brief: () => BRIEF.de,
      action: "Zeitplan ansehen",
    },
    es: {
      title: ({ pausedBy }) => (pausedBy ? "Tus pagos están en pausa" : "Tu calendario de pagos ha cambiado"),
      body: ({ mode, pausedBy, byOwner }) =>
        sentences(
          `${byOwner ? "Has" : "La plataforma ha"} ${pausedBy ? "puesto tus pagos en pausa" : "cambiado tus pagos"}.`,
          stateWords("es", mode, pausedBy),
        ),
      brief: () => BRIEF.es,
      action: "Ver el calendario",
    },
  },
});
