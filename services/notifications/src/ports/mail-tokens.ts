/** SHA-256 of a token. */
export type TokenHash = Uint8Array<ArrayBuffer>;

/** A secret of a link in a mail: 128 bits in 22 characters. Only its hash is stored. */
export interface Token {
  text: string;
  hash: TokenHash;
}

/**
 * Tokens and return paths, derived from a secret of the service. So every attempt to send a mail has the same
 * links, and a person has one unsubscribe token for each set of classes.
 */
export interface MailTokens {
  /** For the confirmation of an address; `request` names the request for it. */
  confirmation(request: string, address: string): Token;
  unsubscribe(userId: string, classes: readonly string[]): Token;
  /** The local part of a mail's return path. */
  returnPath(deliveryId: string): string;
  /** The delivery that a return path belongs to; undefined where this service has not made it. */
  deliveryOf(localPart: string): string | undefined;
}

/** Of a token that somebody sends. */
export type HashToken = (text: string) => TokenHash;
