import type { Outcome } from "../domain/delivery.ts";

export interface Mail {
  /** Names the mail in its Message-ID and its return path: the same in every attempt. */
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** For one-click unsubscription; without it the mail can't be unsubscribed from. */
  unsubscribeUrl?: string;
}

/** Hands mails to a mail server. `suppressed`: the server says that the address does not exist. */
export interface Mailer {
  send(mail: Mail): Promise<Outcome>;
  close(): void;
}
