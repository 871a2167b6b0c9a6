import { execute } from "@metercast/postgres";
import type { Person, PersonReads, PersonWrites } from "../../ports/people.ts";
import type { Connection } from "./database.ts";
import * as sql from "./people.queries.ts";

export const personReads = (connection: Connection): PersonReads => ({
  find: async (userId) => (await connection.person.findUnique({ where: { userId } })) ?? undefined,
});

export const personWrites = (tx: Connection): PersonWrites => ({
  ...personReads(tx),
  async see({ roles, ...person }: Person) {
    return (await execute(tx, sql.seePerson, { ...person, roles: [...roles] })) > 0;
  },
});
