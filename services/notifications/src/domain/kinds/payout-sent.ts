import { defineKind } from "../kind.ts";
import { BRIEF, railLabel, sentences } from "./words.ts";

export const payoutSent = defineKind<{ amount: string; withdrawal: string; method: string; arrival: string }>(
  {
    name: "payout_sent",
    class: "money",
    channels: ["in_app", "email", "push"],
    roles: ["creator"],
    follows: {
      "withdrawals.payout.sent.v1": ({ creatorId, amount, withdrawalId, method, estimatedArrival }) => [
        {
          to: { user: creatorId },
          params: {
            amount: amount.toString(),
            withdrawal: withdrawalId,
            method,
            arrival: estimatedArrival?.toISOString() ?? "",
          },
        },
      ],
    },
    link: () => "/finances",
    texts: {
      en: {
        title: () => "Your payout is on its way",
        body: ({ amount, method, arrival }, { usd, day, words }) =>
          sentences(
            `${usd(amount)} was sent by ${words(railLabel("en", method))}.`,
            arrival && `Expected arrival: ${day(arrival)}.`,
          ),
        brief: () => BRIEF.en,
        action: "See the payout",
      },
      de: {
        title: () => "Deine Auszahlung ist unterwegs",
        body: ({ amount, method, arrival }, { usd, day, words }) =>
          sentences(
            `${usd(amount)} wurden über ${words(railLabel("de", method))} gesendet.`,
            arrival && `Voraussichtliche Ankunft: ${day(arrival)}.`,
          ),
        brief: () => BRIEF.de,
        action: "Auszahlung ansehen",
      },
      es: {
        title: () => "Tu pago está en camino",
        body: ({ amount, method, arrival }, { usd, day, words }) =>
          sentences(
            `Se han enviado ${usd(amount)} con ${words(railLabel("es", method))}.`,
            arrival && `Llegada prevista: ${day(arrival)}.`,
          ),
        brief: () => BRIEF.es,
        action: "Ver el pago",
      },
    },
  },
);
