/** What a mail server reports of one of our mails (RFC 3464). */
export interface Bounce {
  deliveryId: string;
  action: "failed" | "delayed" | "delivered" | "relayed" | "expanded";
  /** Such as 5.1.1. */
  status: string;
}
