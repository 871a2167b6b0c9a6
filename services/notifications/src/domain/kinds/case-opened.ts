import { defineKind } from "../kind.ts";
import { BRIEF } from "./words.ts";

export const caseOpened = defineKind<{ case: string; viewer: string; tokens: string }>({
  name: "case_opened",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  // A stream that stands still makes many cases at once.
  bound: { perHour: 5, rest: "inbox" },
  follows: {
    "billing.case.opened.v1": ({ caseId, viewerId, tokensCharged }) => [
      {
        to: { role: "admin" },
        params: { case: caseId, viewer: viewerId, tokens: tokensCharged.toString() },
      },
    ],
  },
  link: (params) => `/admin/cases/${params.case}`,
  texts: {
    en: {
      title: () => "A viewer reported a problem",
      body: ({ viewer, tokens }, { many, words }) =>
        `${words(viewer)} reports a problem with a charge of ${many(tokens, "token", "tokens")}.`,
      brief: () => BRIEF.en,
      action: "Look into it",
    },
    de: {
      title: () => "Ein Problem wurde gemeldet",
      body: ({ viewer, tokens }, { many, words }) =>
        `${words(viewer)} meldet ein Problem mit einer Abbuchung von ${many(tokens, "Token", "Tokens")}.`,
      brief: () => BRIEF.de,
      action: "Ansehen",
    },
    es: {
      title: () => "Alguien ha comunicado un problema",
      body: ({ viewer, tokens }, { many, words }) =>
        `${words(viewer)} comunica un problema con un cobro de ${many(tokens, "token", "tokens")}.`,
      brief: () => BRIEF.es,
      action: "Revisarlo",
    },
  },
});
