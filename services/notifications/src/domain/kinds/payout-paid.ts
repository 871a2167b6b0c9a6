import { defineKind } from "../kind.ts";
import { BRIEF, railLabel, sentences } from "./words.ts";

export const payoutPaid = defineKind<{ amount: string; withdrawal: string; method: string; charged: string }>(
  {
    name: "payout_paid",
    class: "money",
    channels: ["in_app", "email", "push"],
    roles: ["creator"],
    follows: {
      "withdrawals.payout.paid.v1": ({ creatorId, amount, withdrawalId, method, charged }) => [
        {
          to: { user: creatorId },
          params: {
            amount: amount.toString(),
            withdrawal: withdrawalId,
            method,
            charged: charged.toString(),
          },
        },
      ],
    },
    link: () => "/finances",
    texts: {
      en: {
        title: () => "You were paid",
        body: ({ amount, method, charged }, { usd, words }) =>
          sentences(
            `Your payout of ${usd(amount)} by ${words(railLabel("en", method))} is complete.`,
            charged !== "0" && `It includes the fee of ${usd(charged)} for an instant payout.`,
          ),
        brief: () => BRIEF.en,
        action: "See the payout",
      },
      de: {
        title: () => "Deine Auszahlung ist angekommen",
        body: ({ amount, method, charged }, { usd, words }) =>
          sentences(
            `Deine Auszahlung von ${usd(amount)} über ${words(railLabel("de", method))} ist abgeschlossen.`,
            charged !== "0" && `Darin ist die Gebühr von ${usd(charged)} für eine sofortige Auszahlung.`,
          ),
        brief: () => BRIEF.de,
        action: "Auszahlung ansehen",
      },
      es: {
        title: () => "Tu pago ha llegado",
        body: ({ amount, method, charged }, { usd, words }) =>
          sentences(
            `Tu pago de ${usd(amount)} con ${words(railLabel("es", method))} se ha completado.`,
            charged !== "0" && `Incluye la comisión de ${usd(charged)} por un pago inmediato.`,
          ),
        brief: () => BRIEF.es,
        action: "Ver el pago",
      },
    },
  },
);
