import { countText } from "../../format/money.ts";
import type { viewer as en } from "../en/viewer.ts";
import type { Texts } from "../shape.ts";
import { counted, minutes, tokens } from "./words.ts";

const price = (count: number): string => `${countText(count)} ${tokens(count)}`;

export const viewer = {
  streams: {
    title: "En directo",
    lead: "Paga por los minutos que ves y por nada más.",
    live: "En directo",
    ended: "Terminada",
    none: "Ahora mismo no transmite nadie",
    noneHint: "Las transmisiones aparecen aquí en cuanto empiezan.",
  },
  watch: {
    picture: "Transmisión",
    price: (count: number) => `${price(count)} por minuto`,
    viewers: (count: number) => counted(count, { one: "espectador", other: "espectadores" }),
    start: "Empezar a ver",
    startHint: (count: number) =>
      `${price(count)} por cada minuto completo. Si te vas, el resto de un minuto pagado se guarda diez minutos.`,
    again: "Seguir viendo",
    leave: "Salir",
    receipt: "Ver recibos",
    others: "Otras transmisiones",
    notJoined: "No has podido entrar",
    notEnough: "No tienes suficientes tokens",
    notEnoughHint: (count: number) => `El próximo minuto cuesta ${price(count)}. Recarga y sigue viendo.`,
    usedUp: "Se han agotado tus tokens",
    usedUpHint: "Recarga para seguir viendo o sal de la transmisión.",
    paidFor: (watched: number, paid: number) =>
      `Has visto ${counted(watched, { one: "minuto", other: "minutos" })} por ${price(paid)}.`,
    overHint: "Mira quién más está en directo.",
    endedBy: {
      left: "Has salido de la transmisión",
      lost: "Se perdió la conexión",
      stream_ended: "La transmisión ha terminado",
      insufficient_funds: "Se han agotado tus tokens",
    } as Record<string, string> & { left: string; stream_ended: string },
  },
  meter: {
    title: "Tus tokens",
    left: (count: bigint) => `${tokens(count)} restantes`,
    price: "Precio",
    lasts: "Tiempo restante",
    free: "Esta transmisión es gratis",
    about: (count: bigint) => (count === 0n ? "menos de un minuto" : `unos ${minutes(count)}`),
    until: (time: string) => `hasta las ${time}`,
    thisVisit: "Esta visita",
    lowNow: "Te quedan pocos tokens. Puedes recargar en esta página.",
    arrived: (count: string) => `Han llegado ${count} tokens.`,
  },
  topUp: {
    title: "Recargar",
    buy: "Comprar",
    for: "por",
    how: "Se paga con tarjeta en una pestaña nueva. La transmisión sigue.",
    opened: "Paga en la pestaña nueva. Tus tokens aparecerán aquí.",
  },
  paid: {
    done: {
      title: "Gracias",
      lead: "Tus tokens llegan en cuanto se confirma el pago, normalmente en segundos. Puedes cerrar esta pestaña y seguir viendo.",
    },
    left: {
      title: "No se ha pagado nada",
      lead: "Saliste del pago antes de hacerlo. Puedes cerrar esta pestaña.",
    },
    close: "Cerrar esta pestaña",
    kept: "Tu navegador mantiene abierta esta pestaña: ciérrala tú; la transmisión está en la otra.",
    home: "Volver a Metercast",
  },
  receipts: {
    title: "Recibos",
    lead: "Lo que has visto y pagado, día a día.",
    none: "Aún no hay recibos",
    noneHint: "Cada transmisión que ves aparece aquí con sus minutos.",
    toStreams: "Mira quién está en directo",
    stream: "Una transmisión",
    session: "Sesión",
    running: "En curso",
    usedUp: "Tokens agotados",
    minutesOf: (title: string) => `los minutos de ${title}`,
    minute: (number: number) => `Minuto ${number}`,
    minuteLasts: (seconds: number) => `aquí un minuto dura ${seconds} s`,
    noMinutes: "No se vio ningún minuto completo: no se pagó nada.",
    andMore: (count: number) =>
      `y ${counted(count, { one: "minuto más", other: "minutos más" })} al mismo precio`,
  },
} satisfies Texts<typeof en>;
