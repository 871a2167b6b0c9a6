import { defineKind } from "../kind.ts";
import { actorWords, BRIEF } from "./words.ts";

export const payoutsFrozen = defineKind<{ frozen: boolean; by: string; reason: string }>({
  name: "payouts_frozen",
  class: "security",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  bound: { perHour: 4, rest: "inbox" },
  follows: {
    "withdrawals.freeze.changed.v1": ({ frozen, by, reason }) => [
      { to: { role: "admin" }, params: { frozen, by, reason } },
    ],
  },
  link: () => "/admin/integrity",
  texts: {
    en: {
      title: ({ frozen }) => (frozen ? "All payouts are frozen" : "Payouts may start again"),
      body: ({ frozen, by, reason }, { words }) =>
        `${frozen ? "Frozen" : "Lifted"} by ${words(actorWords("en", by))}.${reason && ` Reason: ${words(reason)}`}`,
      brief: () => BRIEF.en,
      action: "See the checks",
    },
    de: {
      title: ({ frozen }) => (frozen ? "Alle Auszahlungen sind angehalten" : "Auszahlungen laufen wieder"),
      body: ({ frozen, by, reason }, { words }) =>
        `${frozen ? "Angehalten" : "Freigegeben"} von ${words(actorWords("de", by))}.${reason && ` Grund: ${words(reason)}`}`,
      brief: () => BRIEF.de,
      action: "Prüfungen ansehen",
    },
    es: {
      title: ({ frozen }) => (frozen ? "Todos los pagos están congelados" : "Los pagos pueden continuar"),
      body: ({ frozen, by, reason }, { words }) =>
        `${frozen ? "Congelados" : "Liberados"} por ${words(actorWords("es", by))}.${reason && ` Motivo: ${words(reason)}`}`,
      brief: () => BRIEF.es,
      action: "Ver las comprobaciones",
    },
  },
});
