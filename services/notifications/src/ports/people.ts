/** A person as their tokens described them when the gateway last saw one. */
export interface Person {
  userId: string;
  /** Empty where the token has none. */
  name: string;
  /** Empty where the token has none. Not confirmed: see the table of addresses. */
  email: string;
  roles: readonly string[];
  /** The language of their requests, as "de"; empty where they asked for none. */
  language: string;
  seenAt: Date;
}

export interface PersonReads {
  find(userId: string): Promise<Person | undefined>;
}

export interface PersonWrites extends PersonReads {
  /** Keeps what is newer: of two tokens the one that was seen later. */
  see(person: Person): Promise<void>;
}

/** Everything that this service stores of a person. */
export interface PersonalData {
  /** A list of rows per table, as JSON. */
  export(userId: string): Promise<Record<string, unknown[]>>;
}

export interface PersonalDataWrites {
  erase(userId: string): Promise<void>;
}
