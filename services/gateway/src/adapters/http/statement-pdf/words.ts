/** What entries refer to, as the wallet names it. A kind that is missing here is printed by its name. */
type Kind =
  | "STREAM_VIEW"
  | "STREAM_EARNINGS"
  | "TOP_UP"
  | "TOP_UP_REVERSAL"
  | "TOP_UP_REINSTATED"
  | "WITHDRAWAL"
  | "WITHDRAWAL_RETURN"
  | "ADJUSTMENT"
  | "CLAWBACK"
  | "CLAWBACK_RETURNED"
  | "DEBT"
  | "DEBT_REPAYMENT"
  | "RESERVE"
  | "PAYOUT_FEE"
  | "TIP";

/** The words of a statement on paper. */
export interface StatementWords {
  title: string;
  account: Record<"TOKEN" | "USD", string>;
  days: (from: string, to: string, zone: string) => string;
  running: string;
  opening: string;
  closing: string;
  kinds: string;
  kind: Record<Kind, string>;
  months: string;
  month: string;
  minutes: string;
  ofMinutes: Record<"TOKEN" | "USD", string>;
  ofTransfers: string;
  streams: string;
  stream: string;
  amount: string;
  others: string;
  transfers: string;
  time: string;
  what: string;
  reference: string;
  balance: string;
  more: string;
  made: (at: string) => string;
  page: (number: number, of: number) => string;
  total: string;
}

export type StatementLanguage = "en" | "de" | "es";

const en: StatementWords = {
  title: "Statement",
  account: { TOKEN: "Tokens", USD: "Earnings in US dollars" },
  days: (from, to, zone) => `${from} to ${to}, time zone ${zone}`,
  running: "The last day is not over yet.",
  opening: "Opening balance",
  closing: "Closing balance",
  kinds: "By kind",
  kind: {
    STREAM_VIEW: "Minutes watched",
    STREAM_EARNINGS: "Earned by minutes",
    TOP_UP: "Top-ups",
    TOP_UP_REVERSAL: "Refunded or disputed top-ups",
    TOP_UP_REINSTATED: "Refunds or disputes undone",
    WITHDRAWAL: "Withdrawals",
    WITHDRAWAL_RETURN: "Returned withdrawals",
    ADJUSTMENT: "Adjustments",
    CLAWBACK: "Taken back after a refund or dispute",
    CLAWBACK_RETURNED: "Given back: the dispute was won",
    DEBT: "Owed after a refund or dispute",
    DEBT_REPAYMENT: "Owed amounts covered",
    RESERVE: "Reserve",
    PAYOUT_FEE: "Fees of instant payouts",
    TIP: "Tips",
  },
  months: "By month",
  month: "Month",
  minutes: "Minutes",
  ofMinutes: { TOKEN: "Watched", USD: "Earned" },
  ofTransfers: "Other",
  streams: "By stream",
  stream: "Stream",
  amount: "Amount",
  others: "Other streams",
  transfers: "Top-ups, payouts and adjustments",
  time: "Time",
  what: "Kind",
  reference: "Reference",
  balance: "Balance after",
  more: "There are more; the CSV file has all of them.",
  made: (at) => `Made on ${at} by Metercast`,
  page: (number, of) => `Page ${number} of ${of}`,
  total: "Total",
};

const de: StatementWords = {
  title: "Kontoauszug",
  account: { TOKEN: "Token", USD: "Einnahmen in US-Dollar" },
  days: (from, to, zone) => `${from} bis ${to}, Zeitzone ${zone}`,
  running: "Der letzte Tag ist noch nicht vorbei.",
  opening: "Anfangssaldo",
  closing: "Endsaldo",
  kinds: "Nach Art",
  kind: {
    STREAM_VIEW: "Gesehene Minuten",
    STREAM_EARNINGS: "Mit Minuten verdient",
    TOP_UP: "Aufladungen",
    TOP_UP_REVERSAL: "Erstattete oder strittige Aufladungen",
    TOP_UP_REINSTATED: "Aufgehobene Erstattungen",
    WITHDRAWAL: "Auszahlungen",
    WITHDRAWAL_RETURN: "Zurückgekommene Auszahlungen",
    ADJUSTMENT: "Korrekturen",
    CLAWBACK: "Nach Erstattung zurückgenommen",
    CLAWBACK_RETURNED: "Nach gewonnenem Streit zurückgegeben",
    DEBT: "Geschuldet nach Erstattung",
    DEBT_REPAYMENT: "Geschuldetes ausgeglichen",
    RESERVE: "Rücklage",
    PAYOUT_FEE: "Gebühren für Sofortauszahlungen",
    TIP: "Trinkgelder",
  },
  months: "Nach Monat",
  month: "Monat",
  minutes: "Minuten",
  ofMinutes: { TOKEN: "Gesehen", USD: "Verdient" },
  ofTransfers: "Sonstiges",
  streams: "Nach Stream",
  stream: "Stream",
  amount: "Betrag",
  others: "Weitere Streams",
  transfers: "Aufladungen, Auszahlungen und Korrekturen",
  time: "Zeit",
  what: "Art",
  reference: "Referenz",
  balance: "Saldo danach",
  more: "Es gibt weitere; die CSV-Datei enthält alle.",
  made: (at) => `Erstellt am ${at} von Metercast`,
  page: (number, of) => `Seite ${number} von ${of}`,
  total: "Summe",
};

const es: StatementWords = {
  title: "Extracto",
  account: { TOKEN: "Tokens", USD: "Ingresos en dólares" },
  days: (from, to, zone) => `${from} a ${to}, zona horaria ${zone}`,
  running: "El último día aún no ha terminado.",
  opening: "Saldo inicial",
  closing: "Saldo final",
  kinds: "Por tipo",
  kind: {
    STREAM_VIEW: "Minutos vistos",
    STREAM_EARNINGS: "Ganado por minutos",
    TOP_UP: "Recargas",
    TOP_UP_REVERSAL: "Recargas reembolsadas o disputadas",
    TOP_UP_REINSTATED: "Reembolsos anulados",
    WITHDRAWAL: "Retiros",
    WITHDRAWAL_RETURN: "Retiros devueltos",
    ADJUSTMENT: "Ajustes",
    CLAWBACK: "Retirado tras un reembolso",
    CLAWBACK_RETURNED: "Devuelto: disputa ganada",
    DEBT: "Adeudado tras un reembolso",
    DEBT_REPAYMENT: "Deuda saldada",
    RESERVE: "Reserva",
    PAYOUT_FEE: "Comisiones de pagos instantáneos",
    TIP: "Propinas",
  },
  months: "Por mes",
  month: "Mes",
  minutes: "Minutos",
  ofMinutes: { TOKEN: "Visto", USD: "Ganado" },
  ofTransfers: "Otros",
  streams: "Por directo",
  stream: "Directo",
  amount: "Importe",
  others: "Otros directos",
  transfers: "Recargas, pagos y ajustes",
  time: "Hora",
  what: "Tipo",
  reference: "Referencia",
  balance: "Saldo posterior",
  more: "Hay más; el archivo CSV los contiene todos.",
  made: (at) => `Creado el ${at} por Metercast`,
  page: (number, of) => `Página ${number} de ${of}`,
  total: "Total",
};

export const STATEMENT_WORDS: Readonly<Record<StatementLanguage, StatementWords>> = { en, de, es };

export const kindName = (words: StatementWords, referenceType: string): string =>
  words.kind[referenceType as Kind] ?? referenceType;
