import { defineKind } from "../kind.ts";
import { sentences } from "./words.ts";

export const stoppedForFunds = defineKind<{ tokens: string; minutes: number; limit: boolean }>({
  name: "stopped_for_funds",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  bound: { perHour: 3, rest: "inbox" },
  follows: {
    "billing.session.ended.v1": ({ viewerId, reason, tokensCharged, minutesBilled }) =>
      reason === "insufficient_funds" || reason === "spending_limit"
        ? [
            {
              to: { user: viewerId },
              params: {
                tokens: tokensCharged.toString(),
                minutes: minutesBilled,
                limit: reason === "spending_limit",
              },
            },
          ]
        : [],
  },
  link: ({ limit }) => (limit ? "/money" : "/streams"),
  texts: {
    en: {
      title: ({ limit }) =>
        limit ? "The stream stopped: your spending limit is reached" : "The stream stopped: no tokens left",
      body: ({ tokens, minutes, limit }, { many }) =>
        sentences(
          `You watched ${many(minutes, "minute", "minutes")} for ${many(tokens, "token", "tokens")}.`,
          limit ? "You can go on when your limit starts again." : "Buy more to go on.",
        ),
      brief: ({ limit }) =>
        limit ? "You can go on when your limit starts again." : "Buy more tokens to go on.",
      action: "See your tokens",
    },
    de: {
      title: ({ limit }) =>
        limit
          ? "Stream gestoppt: Dein Ausgabenlimit ist erreicht"
          : "Stream gestoppt: Deine Tokens sind aufgebraucht",
      body: ({ tokens, minutes, limit }, { many }) =>
        sentences(
          `Du hast ${many(minutes, "Minute", "Minuten")} für ${many(tokens, "Token", "Tokens")} gesehen.`,
          limit
            ? "Du kannst weitersehen, sobald dein Limit neu beginnt."
            : "Kaufe welche nach, um weiterzusehen.",
        ),
      brief: ({ limit }) =>
        limit
          ? "Du kannst weitersehen, sobald dein Limit neu beginnt."
          : "Kaufe Tokens nach, um weiterzusehen.",
      action: "Zu deinen Tokens",
    },
    es: {
      title: ({ limit }) =>
        limit ? "Transmisión detenida: límite de gasto alcanzado" : "Transmisión detenida: no quedan tokens",
      body: ({ tokens, minutes, limit }, { many }) =>
        sentences(
          `Has visto ${many(minutes, "minuto", "minutos")} por ${many(tokens, "token", "tokens")}.`,
          limit ? "Puedes seguir cuando tu límite empiece de nuevo." : "Compra más para seguir.",
        ),
      brief: ({ limit }) =>
        limit ? "Puedes seguir cuando tu límite empiece de nuevo." : "Compra más tokens para seguir.",
      action: "Ver tus tokens",
    },
  },
});
