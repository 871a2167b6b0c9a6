import type { CallOptions } from "./calls.ts";

/** What a verified token says of a person. */
export interface SeenPerson {
  userId: string;
  email: string;
  roles: readonly string[];
  /** The Accept-Language header of the request; empty without one. */
  language: string;
  /** When the token was issued; undefined where it does not say. */
  issuedAt: Date | undefined;
}

/** The people whom notifications can reach. */
export interface People {
  see(person: SeenPerson, options?: CallOptions): Promise<void>;
  /** Everything that notifications store of a person: a list of rows for each table. */
  exportData(userId: string): Promise<Record<string, unknown>>;
  erase(userId: string): Promise<void>;
}
