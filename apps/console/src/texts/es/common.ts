import { countText } from "../../format/money.ts";
import type { common as en } from "../en/common.ts";
import type { Texts } from "../shape.ts";
import { minutes, tokens } from "./words.ts";

export const common = {
  didYouMean: (amount: string | undefined) =>
    amount === undefined ? undefined : `¿Quieres decir ${amount}?`,
  home: "Metercast, ir al inicio",
  skip: "Saltar al contenido",
  loading: "Cargando",
  retry: "Reintentar",
  more: "Mostrar más",
  open: "Abrir",
  close: "Cerrar",
  cancel: "Cancelar",
  back: "Volver",
  all: "Todo",
  copied: "Copiado",
  copyFailed: "No se pudo copiar",
  notifications: {
    bell: (unread: number) =>
      unread === 0 ? "Notificaciones" : `Notificaciones, ${countText(unread)} sin leer`,
    arrived: "Ha llegado una notificación.",
  },
  copyId: "Copiar ",
  minutes,
  tokens,
  roles: { viewer: "Ver", creator: "Creador", admin: "Administración" },
  pages: {
    streams: "En directo",
    money: "Dinero",
    receipts: "Recibos",
    statement: "Extracto",
    dashboard: "Inicio",
    finances: "Finanzas",
    schedule: "Calendario",
    ledger: "Movimientos",
    queue: "Cola",
    overview: "Resumen",
    processed: "Retiros",
    review: "Por revisar",
    acts: "Segundo administrador",
    rates: "Tarifas",
    policies: "Políticas",
    rails: "Vías de pago",
    adjustments: "Ajustes",
    integrity: "Comprobaciones",
    webhooks: "Webhooks",
    audit: "Registro",
    search: "Buscar",
  },
  menu: {
    of: (name: string) => `${name}: ajustes y cerrar sesión`,
    goTo: (area: string) => `Ir a «${area}»`,
    theme: { system: "Tema del sistema", light: "Claro", dark: "Oscuro" },
    language: "Idioma",
    signOut: "Cerrar sesión",
  },
  signIn: {
    title: "Te damos la bienvenida a Metercast",
    lead: {
      demo: "Esto es la demostración. Elige quién eres; puedes cambiarlo cuando quieras.",
      oidc: "Inicia sesión con tu cuenta para continuar.",
      none: "Este servidor no tiene inicio de sesión para personas (OIDC_CLIENT_ID). Su API funciona con tokens.",
    },
    toProvider: "Iniciar sesión",
    failed: "El inicio de sesión no funcionó o se canceló. Nada ha cambiado: vuelve a iniciar sesión.",
    personas: {
      viewer: { title: "Espectador de prueba", lead: "Mira una transmisión y paga por minuto" },
      creator: { title: "Creador de prueba", lead: "Transmite, mira lo que ganas y cóbralo" },
      admin: { title: "Administrador de prueba", lead: "Decide sobre los retiros y cuida las cuentas" },
    },
  },
  noPermission: {
    title: "No tienes acceso",
    lead: (name: string, area: string) =>
      `${name} no tiene acceso a «${area}». Vuelve a tus páginas o inicia sesión con otra cuenta.`,
    home: "Volver al inicio",
    otherPersona: "Elegir otro papel",
    otherAccount: "Cerrar sesión",
  },
  notFound: {
    title: "Aquí no hay nada",
    lead: "Puede que la dirección esté mal escrita o que lo que mostraba ya no exista.",
    home: "Volver al inicio",
  },
  broken: {
    title: "Algo ha fallado",
    lead: "No se perdió nada: lo que pediste antes se conserva. Reinténtalo o recarga la página.",
  },
  live: {
    title: "Conexión en directo",
    reconnecting: "Reconectando",
    age: (age: string) => `lo que ves es de hace ${age}`,
    lost: "Se perdió la conexión en directo. Reconectando.",
    back: "La conexión en directo ha vuelto.",
    stopped: "Esta página ya no se actualiza en directo. Recárgala para ver lo nuevo.",
  },
  problem: {
    unknown: "Algo ha fallado por nuestra parte. Reinténtalo en un momento.",
    noAnswer: "No se puede conectar con Metercast. Comprueba tu conexión y reinténtalo.",
    requestId: "Solicitud",
  },
} satisfies Texts<typeof en>;
