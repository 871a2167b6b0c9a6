import { defineKind } from "../kind.ts";
import { BRIEF, skipWords } from "./words.ts";

export const runSkipped = defineKind<{ reason: string; next: string }>({
  name: "run_skipped",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  follows: {
    "withdrawals.run.skipped.v1": ({ creatorId, reason, nextAt }) => [
      { to: { user: creatorId }, params: { reason, next: nextAt?.toISOString() ?? "" } },
    ],
  },
  link: () => "/schedule",
  texts: {
    en: {
      title: () => "Your scheduled payout was skipped",
      body: ({ reason, next }, { day }) =>
        `${skipWords("en", reason)}${next && ` The next run is on ${day(next)}.`}`,
      brief: () => BRIEF.en,
      action: "See the schedule",
    },
    de: {
      title: () => "Deine geplante Auszahlung ist ausgefallen",
      body: ({ reason, next }, { day }) =>
        `${skipWords("de", reason)}${next && ` Die nächste Auszahlung ist am ${day(next)}.`}`,
      brief: () => BRIEF.de,
      action: "Zeitplan ansehen",
    },
    es: {
      title: () => "Tu pago programado se ha omitido",
      body: ({ reason, next }, { day }) =>
        `${skipWords("es", reason)}${next && ` El próximo pago es el ${day(next)}.`}`,
      brief: () => BRIEF.es,
      action: "Ver el calendario",
    },
  },
});
