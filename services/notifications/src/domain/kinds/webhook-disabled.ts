import { defineKind } from "../kind.ts";
import { BRIEF, sentences } from "./words.ts";

export const webhookDisabled = defineKind<{ endpoint: string; host: string; reason: string }>({
  name: "webhook_disabled",
  class: "money",
  channels: ["in_app", "email", "push"],
  roles: ["admin"],
  bound: { perHour: 5, rest: "inbox" },
  follows: {
    // The delivery of webhooks sends it, in the transaction that disables the endpoint.
  },
  link: ({ endpoint }) => `/admin/webhooks/${endpoint}`,
  texts: {
    en: {
      title: () => "A webhook endpoint was disabled",
      body: ({ host, reason }, { words }) =>
        sentences(
          `${words(host)} ${reason === "gone" ? "answered with 410 (gone)." : "has failed for five days."}`,
          "Nothing is sent to it until an admin enables it.",
        ),
      brief: () => BRIEF.en,
      action: "See the endpoints",
    },
    de: {
      title: () => "Ein Webhook wurde abgeschaltet",
      body: ({ host, reason }, { words }) =>
        sentences(
          `${words(host)} ${reason === "gone" ? "hat mit 410 geantwortet." : "nimmt seit fünf Tagen nichts an."}`,
          "Bis jemand ihn einschaltet, wird nichts gesendet.",
        ),
      brief: () => BRIEF.de,
      action: "Webhooks ansehen",
    },
    es: {
      title: () => "Se ha desactivado un webhook",
      body: ({ host, reason }, { words }) =>
        sentences(
          `${words(host)} ${reason === "gone" ? "respondió con 410." : "falla desde hace cinco días."}`,
          "No se le envía nada hasta que un administrador lo active.",
        ),
      brief: () => BRIEF.es,
      action: "Ver los webhooks",
    },
  },
});
