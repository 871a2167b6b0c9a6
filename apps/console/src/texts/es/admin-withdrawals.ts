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
  decision: {
    approveTitle: (amount: string) => `¿Aprobar ${amount}?`,
    rejectTitle: (amount: string) => `¿Rechazar ${amount}?`,
    approveStripe: (amount: string, creator: string) =>
      `${amount} salen del saldo de ${creator} y van a Stripe, que los paga en su banco en 1–3 días laborables.`,
    approveRail: (amount: string, creator: string, rail: string) =>
      `${amount} salen del saldo de ${creator} y se envían por ${rail}.`,
    approveInstant: (amount: string, creator: string, rail: string) =>
      `${amount} salen del saldo de ${creator} y se envían por ${rail} como pago inmediato.`,
    approveLocked: (time: string) => `El destino está bloqueado: se envía después de ${time}.`,
    approveManual: (amount: string, creator: string) =>
      `${amount} salen del saldo de ${creator}. Te toca pagarlos a mano; márcalo como pagado después.`,
    approveUnset: (amount: string, creator: string) =>
      `${amount} salen del saldo de ${creator} y esperan a que configure un método de cobro. Entonces un administrador lo aprueba para ese método.`,
    approvePlace: (amount: string, creator: string) =>
      `${amount} de ${creator} están aprobados, pero para otro destino. Se envían al nuevo en cuanto lo apruebes.`,
    goesTo: "Va a",
    approveFirst: (amount: string) =>
      `${amount} necesitan dos administradores. La tuya es la primera aprobación: no se paga nada hasta que otro administrador lo apruebe también.`,
    reject: (amount: string, creator: string) =>
      `${amount} no se pagan y ${creator} vuelve a tenerlos disponibles al momento. Verá tu nota.`,
    note: "Nota",
    message: "Mensaje para el creador (opcional)",
    reason: "Motivo, para el creador",
    internal: "Nota interna (opcional)",
    internalHint: "Solo la ven los administradores.",
    noteNeeded: "Di el motivo: el creador lo lee.",
    approved: "Aprobado.",
    approvedFirst: "Tu aprobación se ha guardado. Decide un segundo administrador.",
    rejected: "Rechazado.",
  },
  manual: {
    paid: "Marcar como pagado",
    failed: "Marcar como fallido",
    paidTitle: (amount: string) => `¿Has pagado ${amount}?`,
    paidHint: "El retiro queda completado, con la referencia de tu pago.",
    failedTitle: (amount: string) => `¿No se pudieron pagar ${amount}?`,
    asked: "Un segundo administrador debe confirmarlo. Aún no ha cambiado nada.",
    failedHint: (amount: string) => `${amount} vuelven al saldo del creador. Verá tu nota.`,
    reference: "Referencia del pago",
    referenceNeeded: "La referencia del banco, para poder encontrarlo.",
    details: "Pagar a",
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
  review: {
    title: "Por revisar",
    lead: "Pagos que no pueden continuar sin una persona.",
    none: "Nada por revisar",
    noneHint:
      "Aquí aparecen los pagos de resultado desconocido, las recuperaciones fallidas y los métodos de cobro que faltan.",
    reasons: {
      payout_method_missing: {
        title: "Sin método de cobro",
        todo: "El creador debe configurar un método de cobro. Después, un administrador lo aprueba para ese método.",
      },
      payout_method_restricted: {
        title: "Ahora no se puede pagar en la cuenta",
        todo: "El creador debe dar a Stripe los datos que faltan o elegir otra cuenta. Metercast lo reintenta solo.",
      },
      destination_unapproved: {
        title: "El destino ha cambiado",
        todo: "Comprueba el nuevo destino y apruébalo.",
      },
      payouts_paused: {
        title: "Un administrador ha pausado los pagos de este creador",
        todo: "Empieza cuando un administrador los reanude.",
      },
      payout_method_unavailable: {
        title: "Esta forma de pago no está configurada aquí",
        todo: "Al servicio le faltan las claves. Metercast lo reintenta cuando las tenga.",
      },
      platform_balance_too_small: {
        title: "Muy poco dinero en el proveedor",
        todo: "Añade fondos al saldo de la plataforma en Stripe o PayPal. Metercast lo reintenta solo.",
      },
      channel_unknown: {
        title: "Canal de pago desconocido",
        todo: "La wallet no tiene cuenta para este canal, así que no se movió dinero. Actualiza antes la wallet.",
      },
      connected_balance_negative: {
        title: "La cuenta del creador está en deuda",
        todo: "Su cuenta de Stripe está por debajo de cero, así que no se envió nada. Acláralo con el creador. Metercast lo reintenta solo.",
      },
      outcome_unknown: {
        title: "Resultado desconocido",
        todo: "Metercast repite la solicitud mientras es seguro. No pagues por otra vía: podría pagarse dos veces. Dos administradores pueden resolverlo.",
      },
      reversal_failed: {
        title: "Falló una recuperación",
        todo: "El dinero sigue en la cuenta de Stripe del creador: recupéralo allí o pídeselo. Dos administradores pueden resolverlo.",
      },
      frozen: {
        title: "Los pagos están congelados",
        todo: "Se envía en cuanto un administrador levante la congelación.",
      },
    } as Record<string, { title: string; todo: string }>,
  },
} satisfies Texts<typeof en>;
