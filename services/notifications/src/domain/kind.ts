import type { EventMessage, EventType } from "@metercast/contracts";
import type { Format } from "./format.ts";
import type { Language } from "./language.ts";
import type { Channel, KindClass } from "./preferences.ts";

export type Role = "viewer" | "creator" | "admin";

/**
 * What the texts of a notification are made of, as its row stores it. Amounts are strings of minor units;
 * times are ISO 8601.
 */
export type Params = Readonly<Record<string, string | number | boolean>>;

/** A person, or everybody who has a role. */
export type Addressee = { user: string } | { role: "admin" };

export interface Addressed<P> {
  to: Addressee;
  params: P;
  /** The version of the account that crossed a limit; see `supersededBy`. */
  version?: bigint;
}

/** Whose account changed, and its version after that. */
export interface AccountVersion {
  user: string;
  version: bigint;
}

/** Facts of an event beside its message. */
export interface Facts {
  /** When it happened. */
  at: Date;
  settings: KindSettings;
}

export interface KindSettings {
  /** Admins learn of withdrawals of at least so many cents. */
  largeWithdrawalCents: bigint;
}

/** Which events make a notification, for whom and with which params. Pure. */
export type Follows<P> = {
  readonly [T in EventType]?: (message: EventMessage<T>, facts: Facts) => readonly Addressed<P>[];
};

/** The texts of one language. A title has no amount and no name: it is the subject of a mail too. */
export interface Texts<P> {
  title(params: P, format: Format): string;
  body(params: P, format: Format): string;
  /** The body on a lock screen: without amounts and names. */
  brief(params: P, format: Format): string;
  /** The words of the link. */
  action: string;
}

/** One kind of notification. A file in `kinds/` has all of it. */
export interface Kind<P extends Params = Params> {
  /** In snake_case. Rows have it: a kind keeps its name. */
  name: string;
  class: KindClass;
  channels: readonly Channel[];
  /** Who receives it, for documents and tests. */
  roles: readonly Role[];
  follows: Follows<P>;
  texts: Readonly<Record<Language, Texts<P>>>;
  /** A path of the console. */
  link(params: P): string;
  /** For what can teeter: beyond so many an hour and person, the rest is in the inbox only, or nowhere. */
  bound?: { perHour: number; rest: "inbox" | "nothing" };
  /**
   * Events arrive in no order. One with a version that is not above the newest known one is no news: the
   * account has changed since.
   */
  supersededBy?: { readonly [T in EventType]?: (message: EventMessage<T>) => readonly AccountVersion[] };
}

/** Checks a kind's params in its own file; the catalogue holds kinds of any params. */
export const defineKind = <P extends Params>(kind: Kind<P>): Kind => kind as unknown as Kind;
