import { countText } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import type { deciding as enDeciding, adminDecisions as enDecisions } from "../en/admin-decisions.ts";
import type { Texts } from "../shape.ts";
import { counted, days } from "./words.ts";

const withdrawals = (count: number): string => counted(count, { one: "retiro", other: "retiros" });

export const deciding = {
  bulk: {
    approveTitle: (count: number, amount: string) => `¿Aprobar ${withdrawals(count)}, ${amount}?`,
    rejectTitle: (count: number, amount: string) => `¿Rechazar ${withdrawals(count)}, ${amount}?`,
    checking: (count: number) => `Comprobando ${withdrawals(count)}…`,
    approve: (amount: string) =>
      `${amount} en total salen de los saldos de los creadores y se envían. Cada uno va por su cuenta: si uno falla, no detiene a los demás.`,
    reject: (amount: string) =>
      `${amount} en total no se pagan y vuelven a estar disponibles para los creadores. Todos leen tu mensaje.`,
    second: (count: number) =>
      `${countText(count)} de ellos ${plural(count, { one: "necesita", other: "necesitan" })} dos administradores: no se paga nada de eso hasta que otro administrador lo apruebe también.`,
    leftOut: (count: number) => `${counted(count, { one: "retiro omitido", other: "retiros omitidos" })}`,
    nothing: "Ahora no se puede decidir sobre ninguno de estos.",
    doApprove: (count: number) => `Aprobar ${countText(count)}`,
    doReject: (count: number) => `Rechazar ${countText(count)}`,
    progress: (done: number, of: number) => `${countText(done)} de ${countText(of)}`,
    progressOf: "Decisiones tomadas",
    done: "Resultados",
    approved: (count: number, amount: string) =>
      `${counted(count, { one: "retiro aprobado", other: "retiros aprobados" })}, ${amount}.`,
    rejected: (count: number, amount: string) =>
      `${counted(count, { one: "retiro rechazado", other: "retiros rechazados" })}, ${amount}.`,
    failed: (count: number) => counted(count, { one: "retiro sin decidir", other: "retiros sin decidir" }),
    unsent: "No enviado: se cortó la conexión. Reinténtalo.",
    close: "Cerrar",
    why: {
      own_withdrawal: "Tu propio retiro",
      second_admin_required: "Debe aprobarlo otro administrador",
      already_approved: "Ya lo aprobaste",
      invalid_transition: "Ya no está pendiente",
      decision_pending: "Otro administrador ya ha decidido",
      destination_changed: "El destino ha cambiado",
      withdrawal_not_found: "No encontrado",
      payouts_paused: "Los pagos están en pausa",
      payouts_frozen: "Los pagos están congelados",
    } as Record<string, string>,
  },
  facts: {
    title: "Para decidir",
    age: "Antigüedad de los ingresos",
    ageOf: (median: number) =>
      median === 0 ? "La mitad, del último día" : `La mitad, de hace más de ${days(median)}`,
    between: (from: string, to: string) => `${from} – ${to}`,
    viewers: "Ganado con",
    viewersOf: (viewers: number, streams: number) =>
      `${counted(viewers, { one: "espectador", other: "espectadores" })}, ${counted(streams, { one: "transmisión", other: "transmisiones" })}`,
    share: "Mayor espectador",
    shareOf: (percent: number) => `${countText(percent)} % del total`,
    adjustments: "Ajustes",
    noAdjustments: "Ninguno",
    by: (who: string) => `por ${who}`,
    method: "Método de cobro",
    added: "añadido",
    changed: "último cambio",
    earlier: "Pagos anteriores",
    noEarlier: "Ninguno",
    average: (amount: string) => `${amount} de media`,
    lastPaid: "el último",
    open: "Problemas abiertos",
    cases: (count: number) => counted(count, { one: "caso", other: "casos" }),
    disputes: (count: number) => counted(count, { one: "disputa", other: "disputas" }),
    noneOpen: "Ninguno",
    unknown: "Desconocido por ahora",
    available: "Saldo",
  },
} satisfies Texts<typeof enDeciding>;

export const adminDecisions = {
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
} satisfies Texts<typeof enDecisions>;
