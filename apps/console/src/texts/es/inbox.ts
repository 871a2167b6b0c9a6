import type { inbox as enInbox, preferences as enPreferences } from "../en/inbox.ts";
import type { Texts } from "../shape.ts";
import { counted } from "./words.ts";

export const inbox = {
  title: "Notificaciones",
  lead: "Lo que ha pasado con tu dinero y tus transmisiones, primero lo más reciente.",
  settings: "Preferencias",
  show: "Mostrar",
  statuses: { all: "Bandeja", unread: "Sin leer", archived: "Archivadas" },
  readAll: "Marcar todas como leídas",
  allRead: "Todas están leídas.",
  read: "Marcar como leída",
  archive: "Archivar",
  archived: "Archivada.",
  unread: "Sin leer",
  of: (action: string, title: string) => `${action}: ${title}`,
  none: { all: "Aún no hay nada", unread: "No hay nada sin leer", archived: "No hay nada archivado" },
  noneHint: {
    all: "Los retiros, los pagos, las recargas y los cambios de tu cuenta aparecen aquí.",
    unread: "Las notificaciones nuevas aparecen aquí al momento.",
    archived: "Lo que archives pasa aquí.",
  },
  list: (count: number) => counted(count, { one: "notificación", other: "notificaciones" }),
} satisfies Texts<typeof enInbox>;

export const preferences = {
  title: "Preferencias de notificaciones",
  lead: "Qué te llega, dónde y cuándo. Los cambios valen desde ahora.",
  back: "Notificaciones",
  what: "Qué te llega",
  classes: {
    security: {
      name: "Seguridad",
      hint: "Cambios en cómo cobras. Siempre en la bandeja y por correo.",
    },
    money: { name: "Dinero", hint: "Retiros, pagos, recargas, saldos." },
    digest: { name: "Resúmenes", hint: "Lo que trajo la semana." },
  },
  channels: { in_app: "Bandeja", email: "Correo", push: "Push" },
  switchOf: (kind: string, channel: string) => `${kind}: ${channel}`,
  when: "Cuándo y cómo",
  language: "Idioma",
  languages: { "": "El de este navegador", en: "English", de: "Deutsch", es: "Español" },
  zone: "Zona horaria",
  zoneHint: "El horario de silencio, las mañanas y las fechas la siguen.",
  quiet: "Horario de silencio: el correo y los avisos push esperan. La seguridad, no.",
  from: "Desde",
  to: "Hasta",
  quietDiffers: "Debe ser distinto del inicio",
  timeNeeded: "Una hora como 22:00",
  digest: "Correos sobre dinero y resúmenes",
  digests: { off: "Cada uno al momento", daily: "Un correo al día, a las 08:00" },
  amounts: "Mostrar importes en la pantalla bloqueada",
  email: "Tu dirección de correo",
  emailStates: {
    none: "Tu cuenta no tiene dirección: no se envía nada por correo.",
    unconfirmed:
      "Sin confirmar: solo se envían correos de seguridad. Sigue el enlace del correo que te enviamos.",
    confirmed: "Confirmada.",
    suppressed:
      "Los correos a esta dirección vinieron devueltos, así que no se envía ninguno. Si vuelve a funcionar, confírmala de nuevo. Si no, cambia la dirección de tu cuenta.",
  } as Record<string, string>,
  sendAgain: "Enviar el enlace otra vez",
  sendAnyway: "Enviar un enlace para confirmarla",
  sentAgain: "El correo está en camino.",
  save: "Guardar",
  saved: "Guardado.",
} satisfies Texts<typeof enPreferences>;
