/** What is known of a person's address. */
export interface KnownAddress {
  address: string;
  state: "unconfirmed" | "confirmed" | "suppressed";
  candidate: string | null;
}

/**
 * What the address of a token changes. A confirmed one stays in use until another one is confirmed: somebody
 * with a token of the account must not lead its security mails away.
 */
export type AddressChange = "none" | "put" | "candidate" | "withdrawn";

export function changeOf(known: KnownAddress | undefined, offered: string): AddressChange {
  if (offered === "") return "none";
  if (known === undefined) return "put";
  if (isSame(known.address, offered)) return known.candidate === null ? "none" : "withdrawn";
  if (known.state !== "confirmed") return "put";
  return known.candidate !== null && isSame(known.candidate, offered) ? "none" : "candidate";
}

/** No mail server in use tells mailboxes apart by upper and lower case. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
