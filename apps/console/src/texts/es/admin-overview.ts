import { countText } from "../../format/money.ts";
import type { adminOverview as en } from "../en/admin-overview.ts";
import type { Texts } from "../shape.ts";
import { counted, tokens } from "./words.ts";

export const adminOverview = {
  title: "Resumen",
  lead: "La plataforma de un vistazo, siempre al día.",
  viewers: "Espectadores ahora",
  streams: (count: number) => `en ${counted(count, { one: "transmisión", other: "transmisiones" })}`,
  perMinute: "Los creadores ganan por minuto",
  spent: (count: number) => `los espectadores pagan ${countText(count)} ${tokens(count)}`,
  owed: "Debido a los creadores",
  owedNote: "ganado y sin retirar",
  outstanding: "Tokens en circulación",
  outstandingNote: "comprados y sin gastar",
  held: "Pendiente",
  way: "En camino",
  paid: "Pagado",
  failed: "Fallido",
  payouts: (count: number) => counted(count, { one: "retiro", other: "retiros" }),
  oldest: "Solicitud más antigua",
  none: "Ninguna",
  review: (count: number) => `${countText(count)} por revisar`,
  unknown: (count: number) => `${countText(count)} con resultado desconocido`,
  allClear: "Nada por revisar",
  books: "Libros",
  booksOk: "Todas las comprobaciones correctas",
  booksWrong: "Una comprobación ha fallado",
  neverChecked: "Aún sin comprobar",
  frozen: "Los pagos están congelados",
  minutes: "Minutos por hora",
  hour: "Hora",
  marginColumn: "Margen",
  minutesColumn: "Minutos",
  earned: "Ganado por los creadores",
  last24: "Las últimas 24 horas",
} satisfies Texts<typeof en>;
