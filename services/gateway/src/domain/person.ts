/** A person as the tokens of their requests described them. */
export interface Person {
  userId: string;
  /** Empty: no token has said it. */
  name: string;
  email: string;
  roles: readonly string[];
  firstSeenAt: Date;
  lastSeenAt: Date;
}

/** What an admin wrote about a person. */
export interface PersonNote {
  id: string;
  userId: string;
  authorId: string;
  text: string;
  createdAt: Date;
}
