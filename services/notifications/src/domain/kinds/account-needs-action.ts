import { defineKind } from "../kind.ts";
import { BRIEF, railLabel } from "./words.ts";

export const accountNeedsAction = defineKind<{ method: string }>({
  name: "account_needs_action",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["creator"],
  bound: { perHour: 2, rest: "inbox" },
  follows: {
    "withdrawals.payout_method.changed.v1": ({ creatorId, method, change }) =>
      change === "needs_action" ? [{ to: { user: creatorId }, params: { method } }] : [],
    "withdrawals.withdrawal.needs_review.v1": ({ creatorId, reason }) =>
      reason === "payout_method_missing" ? [{ to: { user: creatorId }, params: { method: "" } }] : [],
  },
  link: () => "/finances",
  texts: {
    en: {
      title: () => "Your payout account needs your attention",
      body: ({ method }, { words }) =>
        method
          ? `${words(railLabel("en", method))} needs more details from you before it can pay you.`
          : "You have no payout method that can be paid. Set one up to receive your withdrawal.",
      brief: () => BRIEF.en,
      action: "Complete the details",
    },
    de: {
      title: () => "Bitte ergänze dein Auszahlungskonto",
      body: ({ method }, { words }) =>
        method
          ? `${words(railLabel("de", method))} braucht weitere Angaben von dir, bevor du ausgezahlt werden kannst.`
          : "Du hast keine einsatzbereite Auszahlungsmethode. Richte eine ein, um deine Auszahlung zu bekommen.",
      brief: () => BRIEF.de,
      action: "Angaben ergänzen",
    },
    es: {
      title: () => "Tu cuenta de cobro necesita tu atención",
      body: ({ method }, { words }) =>
        method
          ? `${words(railLabel("es", method))} necesita más datos tuyos antes de poder pagarte.`
          : "No tienes ningún método de cobro listo. Configura uno para recibir tu retiro.",
      brief: () => BRIEF.es,
      action: "Completar los datos",
    },
  },
});
