import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const caseReplied = defineKind<{ case: string; viewer: string }>({
  name: "case_replied",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  // A conversation may go back and forth quickly.
  bound: { perHour: 5, rest: "inbox" },
  follows: {
    "billing.case.replied.v1": ({ caseId, viewerId }) => [
      { to: { role: "admin" }, params: { case: caseId, viewer: viewerId } },
    ],
  },
  link: (params) => `/admin/cases/${params.case}`,
  texts: {
    en: {
      title: () => "A viewer replied about a report",
      body: ({ viewer }, { words }) =>
        sentences(`${words(viewer)} replied about a problem.`, "The case waits for an answer again."),
      brief: () => BRIEF.en,
      action: "Read the reply",
    },
    de: {
      title: () => "Neue Antwort zu einer Meldung",
      body: ({ viewer }, { words }) =>
        sentences(
          `${words(viewer)} hat zu einem Problem zurückgeschrieben.`,
          "Der Fall wartet wieder auf eine Antwort.",
        ),
      brief: () => BRIEF.de,
      action: "Nachricht lesen",
    },
    es: {
      title: () => "Hay una respuesta sobre un aviso",
      body: ({ viewer }, { words }) =>
        sentences(
          `${words(viewer)} ha respondido sobre un problema.`,
          "El caso vuelve a esperar una respuesta.",
        ),
      brief: () => BRIEF.es,
      action: "Leer el mensaje",
    },
  },
});
