import type { RailDescription, RailTexts } from "../description.ts";

/** An e-mail address, a phone number with its country, or PayPal's 13 letters and digits. */
const RECEIVER = "[^\\s@]{1,64}@[^\\s@]{1,60}\\.[^\\s@.]{2,24}|\\+[0-9][0-9-]{5,18}[0-9]|[A-Z0-9]{13}";

const TEXTS: RailTexts = {
  en: {
    label: "PayPal",
    failures: {
      RECEIVER_UNREGISTERED: "Nobody has registered this address at PayPal.",
      RECEIVER_UNCONFIRMED: "The address at PayPal is not confirmed.",
      RECEIVER_ACCOUNT_INVALID: "The PayPal account can’t receive payments.",
      RECEIVER_ACCOUNT_LOCKED: "The PayPal account is locked.",
      RECEIVER_COUNTRY_NOT_ALLOWED: "PayPal can’t pay to the country of this account.",
      RECEIVER_REFUSED: "The owner of the PayPal account refused the payment.",
      RISK_DECLINE: "PayPal’s risk checks declined the payment.",
      UNCLAIMED: "Nobody accepted the payment in time.",
      paypal_failed: "PayPal could not complete the payment.",
      paypal_blocked: "PayPal blocked the payment.",
      paypal_denied: "PayPal did not accept the payment.",
      paypal_canceled: "The payment at PayPal was canceled.",
      paypal_returned: "Nobody accepted the payment at PayPal in time.",
      paypal_refunded: "The payment was sent back at PayPal.",
      paypal_reversed: "PayPal took the payment back.",
    },
  },
  de: {
    label: "PayPal",
    failures: {
      RECEIVER_UNREGISTERED: "Bei PayPal ist diese Adresse nicht angemeldet.",
      RECEIVER_UNCONFIRMED: "Bei PayPal ist diese Adresse nicht bestätigt.",
      RECEIVER_ACCOUNT_INVALID: "Das PayPal-Konto kann keine Zahlungen empfangen.",
      RECEIVER_ACCOUNT_LOCKED: "Das PayPal-Konto ist gesperrt.",
      RECEIVER_COUNTRY_NOT_ALLOWED: "PayPal kann in das Land dieses Kontos nicht zahlen.",
      RECEIVER_REFUSED: "Die Zahlung wurde bei PayPal zurückgewiesen.",
      RISK_DECLINE: "Die Risikoprüfung von PayPal hat die Zahlung abgelehnt.",
      UNCLAIMED: "Niemand hat die Zahlung rechtzeitig angenommen.",
      paypal_failed: "PayPal konnte die Zahlung nicht ausführen.",
      paypal_blocked: "PayPal hat die Zahlung gesperrt.",
      paypal_denied: "PayPal hat die Zahlung nicht angenommen.",
      paypal_canceled: "Die Zahlung wurde bei PayPal abgebrochen.",
      paypal_returned: "Niemand hat die Zahlung bei PayPal rechtzeitig angenommen.",
      paypal_refunded: "Die Zahlung wurde bei PayPal zurückgeschickt.",
      paypal_reversed: "PayPal hat die Zahlung zurückgenommen.",
    },
  },
  es: {
    label: "PayPal",
    failures: {
      RECEIVER_UNREGISTERED: "Nadie ha registrado esta dirección en PayPal.",
      RECEIVER_UNCONFIRMED: "La dirección no está confirmada en PayPal.",
      RECEIVER_ACCOUNT_INVALID: "La cuenta de PayPal no puede recibir pagos.",
      RECEIVER_ACCOUNT_LOCKED: "La cuenta de PayPal está bloqueada.",
      RECEIVER_COUNTRY_NOT_ALLOWED: "PayPal no puede pagar al país de esta cuenta.",
      RECEIVER_REFUSED: "El titular de la cuenta de PayPal rechazó el pago.",
      RISK_DECLINE: "El control de riesgos de PayPal rechazó el pago.",
      UNCLAIMED: "Nadie aceptó el pago a tiempo.",
      paypal_failed: "PayPal no pudo completar el pago.",
      paypal_blocked: "PayPal bloqueó el pago.",
      paypal_denied: "PayPal no aceptó el pago.",
      paypal_canceled: "El pago se canceló en PayPal.",
      paypal_returned: "Nadie aceptó el pago en PayPal a tiempo.",
      paypal_refunded: "El pago se devolvió en PayPal.",
      paypal_reversed: "PayPal retiró el pago.",
    },
  },
};

export const paypal = {
  name: "paypal",
  label: "PayPal",
  texts: TEXTS,
  description:
    "PayPal sends the money to the account of your e-mail address. Without an account you have 30 days to open one and claim it.",
  preview: false,
  setup: "fields",
  fields: [
    {
      name: "receiver",
      label: "PayPal e-mail",
      help: "The confirmed e-mail address of your PayPal account, its phone number (+1…) or its PayPal ID.",
      type: "text",
      pattern: RECEIVER,
      maxLength: 127,
    },
  ],
  currencies: ["USD"],
  minimum: 100n,
  maximum: 20_000_00n,
  speeds: ["standard"],
  account: "external_paypal",
  feeAccount: "paypal_fees",
  arrival: { businessDays: 1 },
  webhookHeaders: [
    "paypal-transmission-id",
    "paypal-transmission-time",
    "paypal-transmission-sig",
    "paypal-auth-algo",
    "paypal-cert-url",
  ],
  onePerCreator: false,
  labelOf: ({ fields }) => masked(fields.receiver ?? ""),
} as const satisfies RailDescription;

/** "j…@e….com", "+1…42", "PayPal …7Q": enough to tell two apart, too little to write to. */
function masked(receiver: string): string {
  const [name = "", host] = receiver.split("@");
  if (host !== undefined) return `PayPal ${name.slice(0, 1)}…@${host.slice(0, 1)}….${host.split(".").at(-1)}`;
  if (receiver.startsWith("+")) return `PayPal ${receiver.slice(0, 2)}…${receiver.slice(-2)}`;
  return receiver === "" ? "PayPal" : `PayPal …${receiver.slice(-2)}`;
}
