import { defineKind } from "../kind.ts";

export const balanceLow = defineKind<{ available: string }>({
  name: "balance_low",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["viewer"],
  bound: { perHour: 1, rest: "nothing" },
  supersededBy: {
    "wallet.balance.recovered.v1": ({ userId, version }) => [{ user: userId, version }],
    "wallet.transfer.posted.v1": ({ referenceType, accounts }) =>
      referenceType === "TOP_UP" ? accounts.map(({ userId, version }) => ({ user: userId, version })) : [],
  },
  follows: {
    "wallet.balance.low.v1": ({ userId, available, version }) => [
      { to: { user: userId }, params: { available: available.toString() }, version },
    ],
  },
  link: () => "/streams",
  texts: {
    en: {
      title: () => "Your tokens are running low",
      body: ({ available }, { many }) =>
        `${many(available, "token is", "tokens are")} left. Buy more to keep watching.`,
      brief: () => "Buy more to keep watching.",
      action: "Buy tokens",
    },
    de: {
      title: () => "Deine Tokens gehen zu Ende",
      body: ({ available }, { many }) =>
        `Du hast noch ${many(available, "Token", "Tokens")}. Kaufe welche nach, um weiterzusehen.`,
      brief: () => "Kaufe welche nach, um weiterzusehen.",
      action: "Tokens kaufen",
    },
    es: {
      title: () => "Te quedan pocos tokens",
      body: ({ available }, { many }) =>
        `Tienes ${many(available, "token", "tokens")}. Compra más para seguir viendo.`,
      brief: () => "Compra más para seguir viendo.",
      action: "Comprar tokens",
    },
  },
});
