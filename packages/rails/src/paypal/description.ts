import type { RailDescription } from "../description.ts";
import { TEXTS } from "./texts.ts";

/** An e-mail address, a phone number with its country, or PayPal's 13 letters and digits. */
const RECEIVER = "[^\\s@]{1,64}@[^\\s@]{1,60}\\.[^\\s@.]{2,24}|\\+[0-9][0-9-]{5,18}[0-9]|[A-Z0-9]{13}";

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
