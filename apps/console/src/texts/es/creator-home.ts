import type {
  charts as enCharts,
  checklist as enChecklist,
  home as enHome,
  ledgerDays as enLedgerDays,
} from "../en/creator-home.ts";
import type { Texts } from "../shape.ts";
import { counted, days } from "./words.ts";

export const home = {
  today: "Hoy",
  week: "Esta semana",
  yesterdayBy: (clock: string) => `Ayer hasta las ${clock}`,
  lastWeekBy: (day: string, clock: string) => `La semana pasada hasta el ${day} a las ${clock}`,
  same: "Lo mismo",
  more: (amount: string) => `${amount} más`,
  less: (amount: string) => `${amount} menos`,
  viewers: "Espectadores distintos",
  watched: "Tiempo visto",
  minutes: "Minutos vistos",
  perMinute: "Por minuto visto",
  zone: (name: string) => `Días y horas en tu zona horaria, ${name}.`,
  bestHours: "Mejores horas",
  bestHoursHint: (weeks: number) =>
    `Ingresos por hora de la semana, en promedio de ${counted(weeks, { one: "semana", other: "semanas" })}.`,
  bestHoursChart: "Ingresos por día de la semana y hora; sigue una tabla con las mismas cifras",
  noHours: "Aún no hay nada que comparar",
  noHoursHint: "Cuando hayas transmitido algunos días, aquí se marcan las horas que más ingresan.",
  hour: "Hora",
  amount: "Ganado",
  perWeek: (amount: string) => `${amount} por semana`,
  minutesPerWeek: (count: number) =>
    `${counted(count, { one: "minuto visto", other: "minutos vistos" })} por semana`,
  nothing: "Sin ingresos",
  forecast: "Previsión",
  month: (name: string) => `Final de ${name}`,
  about: "unos",
  between: (low: string, high: string) => `Probablemente entre ${low} y ${high}`,
  soFar: (amount: string) => `${amount} hasta ahora`,
  how: (count: number) =>
    `Cada día que queda cuenta como el promedio de su día de la semana en los últimos ${days(count)}. Cuatro de cada cinco veces el mes acaba en ese intervalo, si los días siguen variando igual.`,
  noForecast: "Aún no hay previsión",
  noForecastHint: "Necesita los ingresos de una semana.",
  nextPayout: "Próximo pago",
  noPayout: "No hay ninguno previsto",
  noPayoutHint: "Pide uno o crea un calendario.",
  payoutOn: (day: string) => `Previsto el ${day}`,
  payoutSure: (amount: string) => `${amount} ya están`,
  waits: {
    approval: "Espera la aprobación de un administrador",
    paused: "Tu calendario está en pausa",
    below_minimum: "No llegará al mínimo para entonces",
    payout_method_missing: "Debes actuar: configura un método de cobro",
    payout_method_restricted: "Debes actuar: tu método de cobro necesita más datos",
    payout_method_locked: "Espera hasta que se pueda usar tu nuevo método de cobro",
  } as Record<string, string>,
  waitsOther: "Antes debe ocurrir otra cosa",
  streams: "Transmisiones",
} satisfies Texts<typeof enHome>;

export const checklist = {
  title: "Antes de poder cobrar",
  done: "Hecho",
  todo: "Pendiente",
  waiting: "En espera",
  actionNeeded: "Debes actuar",
  kinds: {
    payout_method: "Método de cobro",
    tax_form: "Formulario fiscal",
    minimum: "Mínimo alcanzado",
    matured: "Ingresos disponibles",
    payouts_allowed: "Pagos permitidos",
  } as Record<string, string>,
  methodReady: "Configurado y listo para cobrar",
  methodMissing: "Di adónde debe ir tu dinero.",
  methodOnboarding: "Faltan algunos datos antes de poder pagarte.",
  methodRestricted: "El proveedor necesita más datos antes de poder pagarte.",
  methodLocked: (when: string) => `Se puede usar desde ${when}.`,
  tax: "Hace falta un formulario fiscal antes de poder pagarte.",
  minimumReached: (need: string) => `Alcanzado: ${need}`,
  minimumMissing: (missing: string, need: string) => `Faltan ${missing} para llegar a ${need}`,
  maturedDone: (have: string) => `${have} se pueden retirar`,
  maturedNothing: "Lo que ganas aparece aquí.",
  maturedUntil: (amount: string, when: string) => `${amount} estarán disponibles, desde ${when}`,
  maturing: (amount: string) => `${amount} aún no están disponibles`,
  paused: "La plataforma ha puesto tus pagos en pausa. Contacta con el soporte.",
  setUp: "Configurar un método de cobro",
  finish: "Completar tus datos",
  seeWhen: "Ver cuándo",
  afterSetUp: "Después de configurar un método de cobro",
  withdrawalWaits: "Tu retiro está aprobado y espera esto.",
} satisfies Texts<typeof enChecklist>;

export const charts = {
  time: "Hora",
  perMinute: "Por minuto",
  viewers: "Espectadores",
  earningsOf: (interval: string) => `Ingresos por ${interval}; sigue una tabla con las mismas cifras`,
  intervals: { hour: "hora", day: "día", month: "mes" },
  perMinuteChart:
    "Ingresos por minuto desde el inicio de la transmisión; sigue una tabla con las mismas cifras",
  sinceStart: "Por minuto desde el inicio",
  watching: (count: number) => counted(count, { one: "espectador", other: "espectadores" }),
} satisfies Texts<typeof enCharts>;

export const ledgerDays = {
  from: "Desde",
  to: "Hasta",
  streamDay: (postings: number) => counted(postings, { one: "movimiento", other: "movimientos" }),
  unnamed: "una transmisión",
  of: (title: string, day: string) => `de ${title} el ${day}`,
  partOfDay: "hasta ahora en esta página",
} satisfies Texts<typeof enLedgerDays>;
