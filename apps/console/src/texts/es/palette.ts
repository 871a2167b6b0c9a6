import type { palette as en } from "../en/palette.ts";
import type { Texts } from "../shape.ts";

export const palette = {
  open: "Buscar",
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
  pageGroups: {
    overview: "Resumen",
    queue: "Pagos",
    people: "Personas",
    cases: "Casos",
    money: "Dinero",
    rules: "Reglas",
    records: "Registros",
  },
  live: "En directo",
  ended: "Terminada",
  everything: (query: string) => `Todo sobre «${query}»`,
} satisfies Texts<typeof en>;
