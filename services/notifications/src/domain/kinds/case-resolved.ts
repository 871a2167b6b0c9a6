import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

/** A viewer who takes a report back needs no word about it. */
export const caseResolved = defineKind<{ case: string; tokens: string; isRefunded: boolean }>({
  name: "case_resolved",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  follows: {
    "billing.case.resolved.v1": ({ viewerId, caseId, outcome, tokensRefunded }) =>
      outcome === "withdrawn"
        ? []
        : [
            {
              to: { user: viewerId },
              params: {
                case: caseId,
                tokens: tokensRefunded.toString(),
                isRefunded: outcome === "refunded",
              },
            },
          ],
  },
  link: (params) => `/cases/${params.case}`,
  texts: {
    en: {
      title: ({ isRefunded }) => (isRefunded ? "Your report led to a refund" : "Your report was decided"),
      body: ({ tokens, isRefunded }, { many }) =>
        isRefunded
          ? sentences(
              "We looked into the problem that you reported.",
              `${many(tokens, "token is", "tokens are")} back in your balance.`,
            )
          : sentences(
              "We looked into the problem that you reported.",
              "There is no refund this time. Open the report to see why.",
            ),
      brief: () => BRIEF.en,
      action: "See the report",
    },
    de: {
      title: ({ isRefunded }) =>
        isRefunded ? "Deine Meldung führte zu einer Erstattung" : "Über deine Meldung wurde entschieden",
      body: ({ tokens, isRefunded }, { many }) =>
        isRefunded
          ? sentences(
              "Wir haben das gemeldete Problem geprüft.",
              `Du hast ${many(tokens, "Token", "Tokens")} zurückbekommen.`,
            )
          : sentences(
              "Wir haben das gemeldete Problem geprüft.",
              "Diesmal gibt es keine Erstattung. Den Grund liest du in der Meldung.",
            ),
      brief: () => BRIEF.de,
      action: "Meldung ansehen",
    },
    es: {
      title: ({ isRefunded }) =>
        isRefunded ? "Te reembolsamos por tu aviso" : "Hemos tomado una decisión sobre tu aviso",
      body: ({ tokens, isRefunded }, { many }) =>
        isRefunded
          ? sentences(
              "Hemos revisado el problema que comunicaste.",
              `${many(tokens, "token ha vuelto", "tokens han vuelto")} a tu saldo.`,
            )
          : sentences(
              "Hemos revisado el problema que comunicaste.",
              "Esta vez no hay reembolso. El motivo está en el aviso.",
            ),
      brief: () => BRIEF.es,
      action: "Ver el aviso",
    },
  },
});
