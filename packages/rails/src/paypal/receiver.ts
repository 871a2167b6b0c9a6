import type { Fields } from "../description.ts";
import type { NewBatch } from "./types.ts";

const PAYPAL_ID = /^[A-Z0-9]{13}$/;

export function recipientOf({
  receiver = "",
}: Fields): Pick<NewBatch["items"][0], "recipient_type" | "receiver"> {
  if (receiver.includes("@")) return { recipient_type: "EMAIL", receiver };
  return { recipient_type: PAYPAL_ID.test(receiver) ? "PAYPAL_ID" : "PHONE", receiver };
}
