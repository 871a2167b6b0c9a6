import { countText } from "../../format/money.ts";
import type { adminWithdrawals as en } from "../en/admin-withdrawals.ts";
import type { Texts } from "../shape.ts";
import { counted } from "./words.ts";

const payouts = { one: "pago", other: "pagos" };

export const adminWithdrawals = {
  admin: {
    queue: "Cola",
    queueLead: "Retiros que esperan una decisión, primero el más antiguo.",
    pending: "En espera",
    pendingNote: (count: number) =>
      count === 0 ? "Ninguno" : counted(count, { one: "solicitud", other: "solicitudes" }),
    onItsWay: "En camino",
    paid: "Pagado",
    payouts: (count: number) => counted(count, payouts),
    oldest: "Solicitud más antigua",
    noneWaits: "Ninguna",
    needReview: (count: number) => `${countText(count)} por revisar`,
    noneNeedsReview: "Nada por revisar",
    unknown: (count: number) => `${countText(count)} con resultado desconocido`,
    empty: "La cola está vacía",
    emptyHint: "Las solicitudes nuevas aparecen aquí solas. Puedes dejar abierta esta página.",
    keys: "J y K se mueven, A aprueba, R rechaza",
    keysOff: "Las teclas sueltas están desactivadas",
    turnKeysOff: "Desactivar las teclas",
    turnKeysOn: "Activar las teclas",
    arrived: (count: number, amount: string) =>
      count === 1 ? `Una solicitud nueva: ${amount}.` : `${countText(count)} solicitudes nuevas.`,
    approve: "Aprobar",
    reject: "Rechazar",
    ofCreator: (amount: string, creator: string) => `${amount} de ${creator}`,
    record: {
      earned: (amount: string) => `${amount} ganados`,
      available: (amount: string) => `${amount} disponibles`,
      paid: (count: number, amount: string) =>
        count === 0 ? "nunca ha cobrado" : `${amount} pagados en ${counted(count, payouts)}`,
      refused: (count: number) => counted(count, { one: "rechazado", other: "rechazados" }),
      returned: (count: number) => counted(count, { one: "devuelto", other: "devueltos" }),
      paused: "los pagos están en pausa",
    },
    to: (method: string) => `a ${method}`,
    toNowhere: "aún sin método de cobro",
    waits: "en espera",
    marks: {
      scheduled: "Programado",
      instant: "Inmediato",
      locked: (time: string) => `Bloqueado hasta ${time}`,
    },
    secondApproval: "Necesita un segundo administrador",
    firstOfTwo: (who: string) => `1 de 2, por ${who},`,
    status: {
      PENDING: "Pendiente",
      APPROVED: "En camino",
      COMPLETED: "Pagado",
      REJECTED: "Rechazado",
      FAILED: "Devuelto",
      CANCELED: "Cancelado",
    },
    columns: {
      amount: "Importe",
      creator: "Creador",
      status: "Estado",
      asked: "Solicitado",
      changed: "Cambiado",
      note: "Nota",
      id: "Id.",
      why: "Motivo",
    },
  },
  processed: {
    title: "Retiros",
    lead: "Todas las solicitudes y su resultado.",
    all: "Todos los retiros",
    status: "Estado",
    creator: "Creador",
    none: "No hay retiros aquí",
    noneHint: "Elige otro estado para ver más.",
    show: "Mostrar",
  },
  one: {
    title: (amount: string) => `Retiro de ${amount}`,
    creator: "Creador",
    email: "Correo",
    method: "Pagado en",
    record: "Historial",
    timeline: "Cronología",
    attempts: "Intentos de pago",
    noAttempts: "Aún no se ha enviado nada",
  },
} satisfies Texts<typeof en>;
