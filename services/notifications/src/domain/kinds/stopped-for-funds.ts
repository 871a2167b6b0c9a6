import { defineKind } from "../kind.ts";
import { sentences } from "./words.ts";

export const stoppedForFunds = defineKind<{ tokens: string; minutes: number }>({
  name: "stopped_for_funds",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  bound: { perHour: 3, rest: "inbox" },
  follows: {
    "billing.session.ended.v1": ({ viewerId, reason, tokensCharged, minutesBilled }) =>
      reason === "insufficient_funds"
        ? [
            {
              to: { user: viewerId },
              params: { tokens: tokensCharged.toString(), minutes: minutesBilled },
            },
          ]
        : [],
  },
  link: () => "/streams",
  texts: {
    en: {
      title: () => "The stream stopped: no tokens left",
      body: ({ tokens, minutes }, { many }) =>
        sentences(
          `You watched ${many(minutes, "minute", "minutes")} for ${many(tokens, "token", "tokens")}.`,
          "Buy more to go on.",
        ),
      brief: () => "Buy more tokens to go on.",
      action: "Buy tokens",
    },
    de: {
      title: () => "Stream gestoppt: Deine Tokens sind aufgebraucht",
      body: ({ tokens, minutes }, { many }) =>
        sentences(
          `Du hast ${many(minutes, "Minute", "Minuten")} für ${many(tokens, "Token", "Tokens")} gesehen.`,
          "Kaufe welche nach, um weiterzusehen.",
        ),
      brief: () => "Kaufe Tokens nach, um weiterzusehen.",
      action: "Tokens kaufen",
    },
  },
});
