import type { Person, PersonNote } from "../domain/person.ts";

/** What a verified token says. */
export interface LearnedPerson extends Pick<Person, "userId" | "name" | "email" | "roles"> {
  /** When the token was issued; undefined where it does not say. */
  issuedAt: Date | undefined;
}

/** The people who called the API, with the names of their tokens. */
export interface PersonDirectory {
  /** Stores what changed, and that they were seen. What a token does not say stays as it was. */
  learn(people: readonly LearnedPerson[]): Promise<void>;
  /** User id → name, or address where no token had a name. Ids of nobody known are missing. */
  names(userIds: readonly string[]): Promise<Map<string, string>>;
  find(userId: string): Promise<Person | undefined>;
  /** By the beginning of a name, an address or an id; whole words first. */
  search(text: string, limit: number): Promise<Person[]>;
  /** Once by its key. Returns the note as it is stored. */
  addNote(note: Pick<PersonNote, "userId" | "authorId" | "text"> & { key: string }): Promise<PersonNote>;
  /** Newest first. */
  notesOf(userId: string, limit: number): Promise<PersonNote[]>;
  /** The person and the notes about them. */
  erase(userId: string): Promise<void>;
  /** Deletes what is older than the retention; returns the number of rows. */
  purge(): Promise<number>;
}
