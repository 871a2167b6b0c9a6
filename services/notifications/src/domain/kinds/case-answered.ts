import { defineKind } from "../kind.ts";
import { BRIEF } from "./words.ts";

export const caseAnswered = defineKind<{ case: string }>({
  name: "case_answered",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  bound: { perHour: 5, rest: "inbox" },
  follows: {
    "billing.case.answered.v1": ({ viewerId, caseId }) => [
      { to: { user: viewerId }, params: { case: caseId } },
    ],
  },
  link: (params) => `/cases/${params.case}`,
  texts: {
    en: {
      title: () => "We answered your report",
      body: () => "There is a new message about the problem that you reported.",
      brief: () => BRIEF.en,
      action: "Read the answer",
    },
    de: {
      title: () => "Wir haben auf deine Meldung geantwortet",
      body: () => "Zu dem Problem, das du gemeldet hast, gibt es eine neue Nachricht.",
      brief: () => BRIEF.de,
      action: "Antwort lesen",
    },
    es: {
      title: () => "Hemos respondido a tu aviso",
      body: () => "Hay un mensaje nuevo sobre el problema que comunicaste.",
      brief: () => BRIEF.es,
      action: "Leer la respuesta",
    },
  },
});
