import type { KindClass, Switch } from "../domain/preferences.ts";
import type { TokenHash } from "./mail-tokens.ts";

/** What an unsubscribe link is for. */
export interface Unsubscription {
  userId: string;
  classes: readonly KindClass[];
  /** What the person has switched off. */
  off: readonly Switch[];
  /** Empty: the person has not said. */
  language: string;
}

export interface Unsubscriptions {
  /** Keeps the token of a link; a known one stays. */
  keep(hash: TokenHash, userId: string, classes: readonly KindClass[], now: Date): Promise<void>;
  find(hash: TokenHash): Promise<Unsubscription | undefined>;
  /** Adds to what the person has switched off. */
  switchOff(userId: string, off: readonly Switch[], now: Date): Promise<void>;
}
