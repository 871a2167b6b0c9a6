import type { search as en } from "../en/search.ts";
import type { Texts } from "../shape.ts";

export const search = {
  title: "Buscar e ir a",
  close: "Cerrar la búsqueda",
  placeholders: {
    viewer: "Una transmisión o una página",
    creator: "Una transmisión, un retiro o una página",
    admin: "Nombre, correo, id., importe o transmisión",
  },
  hint: "Las flechas eligen, Intro abre, Escape cierra.",
  none: "No se encontró nada",
  failed: "La búsqueda no respondió. Inténtalo de nuevo.",
  searching: "Buscando …",
  groups: {
    pages: "Páginas",
    people: "Personas",
    streams: "Transmisiones",
    withdrawals: "Retiros",
    others: "Registros",
  },
  live: "En directo",
  ended: "Terminada",
  everything: (query: string) => `Todo sobre «${query}»`,
  kinds: {
    person: "Persona",
    stream: "Transmisión",
    session: "Sesión",
    rate: "Tarifa",
    top_up: "Recarga",
    account: "Cuenta",
    transfer: "Movimiento",
    hold: "Retención",
    minute: "Minuto",
    withdrawal: "Retiro",
    payout_attempt: "Intento de pago",
    payout_method: "Método de cobro",
    audit: "Registro",
    case: "Caso",
  } as Record<string, string>,
} satisfies Texts<typeof en>;
