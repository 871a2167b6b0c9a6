/** A person as their tokens described them when the gateway last saw one. */
export interface Person {
  userId: string;
  roles: readonly string[];
  /** The language of their requests, as "de"; empty where they asked for none. */
  language: string;
  /** When the token was issued; the epoch where it does not say. */
  issuedAt: Date;
  seenAt: Date;
}

export interface PersonReads {
  find(userId: string): Promise<Person | undefined>;
}

export interface PersonWrites extends PersonReads {
  /** Keeps what the newest token says. False: a newer one is known, so nothing changed. */
  see(person: Person): Promise<boolean>;
}

/** Everything that this service stores of a person. */
export interface PersonalData {
  /** A list of rows per table, the newest first; `truncated` names tables that had more than fit. */
  export(userId: string): Promise<Record<string, unknown[]>>;
}

export interface PersonalDataWrites {
  erase(userId: string): Promise<void>;
}
