import { countText } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import type { adminCases as en } from "../en/admin-cases.ts";
import type { Texts } from "../shape.ts";
import { tokens } from "./words.ts";

const count = (tokenCount: number): string => `${countText(tokenCount)} ${tokens(tokenCount)}`;

export const adminCases = {
  title: "Casos",
  lead: "Problemas con cobros que comunicaron los espectadores, primero los más antiguos.",
  counts: (open: number, answered: number) =>
    `${atMost(open)} ${plural(open, { one: "espera", other: "esperan" })} nuestra respuesta, ${atMost(answered)} la del espectador`,
  oldest: "el más antiguo",
  filter: "Filtrar los casos",
  filters: {
    status: "Estado",
    reason: "Motivo",
    viewer: "Id. del espectador",
    stream: "Id. de la transmisión",
  },
  statuses: {
    open: "Pendiente de nosotros",
    answered: "Pendiente del espectador",
    refunded: "Reembolsado",
    declined: "Rechazado",
    withdrawn: "Retirado",
    all: "Todos",
  },
  anyReason: "Cualquier motivo",
  reasons: {
    picture_frozen: "Imagen congelada",
    not_watched: "No visto",
    wrong_charge: "Cobro incorrecto",
    other: "Otro",
  },
  none: "Aquí no hay casos",
  noneHint: "Lo que comunican los espectadores aparece aquí al momento.",
  table: "Casos",
  columns: {
    age: "Comunicado",
    viewer: "Espectador",
    stream: "Transmisión",
    reason: "Motivo",
    charged: "Cobrado",
    status: "Estado",
  },
  look: "Abrir",
  lookOf: (viewer: string) => ` el caso de ${viewer}`,
  caseOf: (viewer: string) => `Caso de ${viewer}`,
  facts: "Caso",
  decide: "Decidir",
  amount: "Tokens que se reembolsan",
  amountHint: (most: number) =>
    `Como máximo ${countText(most)}: lo que cobró la sesión y aún no se ha reembolsado.`,
  amountWrong: (most: number) => `Un número entero de 1 a ${countText(most)}.`,
  nothingLeft: "Todo lo que cobró esta sesión se ha reembolsado.",
  note: "Mensaje al espectador",
  noteHint: "Necesario para rechazar. El espectador lo lee con la decisión.",
  noteNeeded: "Dile el motivo al espectador.",
  refund: (tokenCount: number) => `Reembolsar ${count(tokenCount)}`,
  refundHint:
    "El espectador tiene los tokens al momento. Lo que ganó el creador se queda: la plataforma asume el reembolso.",
  decline: "Rechazar",
  answer: "Responder sin decidir",
  reply: "Respuesta",
  replyNeeded: "Escribe una respuesta.",
  sendReply: "Enviar la respuesta",
  replySent: "Tu respuesta se ha enviado.",
  refundedNow: (tokenCount: number) => `Se han reembolsado ${count(tokenCount)}.`,
  declinedNow: "El caso se ha rechazado.",
  waits: "Este reembolso supera el límite: debe confirmarlo un segundo administrador.",
  underWay: (tokenCount: number) => `Un reembolso de ${count(tokenCount)} está en camino.`,
  toActs: "Ver qué espera a un segundo administrador",
  decided: "Decisión",
  decidedBy: (who: string) => `por ${who}`,
  transfer: "Movimiento",
  evidence: "Pruebas",
  session: "Sesión",
  started: "Inicio",
  ended: "Fin",
  running: "aún en curso",
  endReason: "Motivo del fin",
  endReasons: {
    left: "El espectador salió",
    lost: "Se perdió la conexión",
    insufficient_funds: "Se agotaron los tokens",
    stream_ended: "La transmisión terminó",
    spending_limit: "Se alcanzó el límite de gasto del espectador",
  } as Record<string, string>,
  minutes: "Minutos pagados",
  charged: "Cobrado",
  refunded: "Reembolsado hasta ahora",
  carried: "Arrastrado de sesiones anteriores",
  policy: "Regla de presencia",
  policies: {
    any: "Cuenta cualquier aviso",
    both: "El reproductor y el servidor de medios deben coincidir",
  },
  lastSeen: "Visto por última vez",
  lastSeenHint:
    "Solo se guarda el último aviso de una sesión. Los anteriores están un día en el bróker de mensajes, junto con los de todos los espectadores.",
  mediaFrom: "Visto por el servidor de medios desde",
  silent: "Silencio antes de darse por perdida",
  stays: "En la sala, según el servidor de medios",
  noStays: "El servidor de medios no comunicó nada en ese tiempo, o no hay ninguno.",
  stay: (from: string, to: string) => `${from} – ${to}`,
  unknown: "desconocido",
  postings: "Minutos contabilizados",
  noPostings: "No se contabilizó ningún minuto.",
  posting: (minute: number) => `Minuto ${minute}`,
  notPaid: "rechazado",
  firstThousand: `Los primeros ${countText(1_000)} minutos.`,
  funding: "Pagado con",
  fundingUnknown: "La wallet no sabe qué compra pagó esto.",
  topUp: "Recarga",
  otherTokens: "Otros tokens, por ejemplo ajustes",
  viewersCases: "Otros casos de este espectador",
  streamsCases: "Otros casos de esta transmisión",
  noOthers: "Ninguno.",
  backToAll: "Todos los casos",
} satisfies Texts<typeof en>;

/** Counts end at 1,000. */
function atMost(open: number): string {
  return open >= 1_000 ? `${countText(1_000)}+` : countText(open);
}
