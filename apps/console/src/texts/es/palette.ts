import type { palette as en } from "../en/palette.ts";
import type { Texts } from "../shape.ts";

export const palette = {
  open: "Buscar",
  pageGroups: {
    overview: "Resumen",
    queue: "Pagos",
    people: "Personas",
    cases: "Casos",
    money: "Dinero",
    rules: "Reglas",
    records: "Registros",
  },
} satisfies Texts<typeof en>;
