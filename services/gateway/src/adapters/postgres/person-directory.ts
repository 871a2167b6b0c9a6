import { endOfPrefix } from "@metercast/contracts";
import { execute, one, purgeTable, rows } from "@metercast/postgres";
import type { PrismaClient } from "../../../generated/prisma/client.ts";
import type { Person } from "../../domain/person.ts";
import type { LearnedPerson, PersonDirectory } from "../../ports/person-directory.ts";
import { hasWords, personQueries, searchKeysOf } from "../../usecases/people/person-keys.ts";
import * as sql from "./people.queries.ts";

/** Rows of one statement: a run of the job has at most 2,000 people. */
const CHUNK_PEOPLE = 500;
/** Names of one answer: a page of 100 rows, each with a few people. */
const MOST_NAMES = 1_000;
/** Keys that are read for one search: several may be one person's, and others may lack a further word. */
const SEARCHED_KEYS = 200;

/** Times are the database's: the clocks of replicas may differ. */
export function personDirectory(prisma: PrismaClient, retentionDays: number): PersonDirectory {
  return {
    async learn(people) {
      for (let i = 0; i < people.length; i += CHUNK_PEOPLE)
        await learn(prisma, people.slice(i, i + CHUNK_PEOPLE));
    },
    async names(userIds) {
      if (userIds.length === 0) return new Map();
      const found = await rows(prisma, sql.namesOf, { userIds: userIds.slice(0, MOST_NAMES) });
      return new Map(found.map(({ userId, name }) => [userId, name]));
    },
    find: (userId) => one(prisma, sql.findPerson, { userId }),
    async search(text, limit) {
      const byId = await rows(prisma, sql.peopleById, { from: text, to: endOfPrefix(text), limit });
      const found = new Map<string, Person>(byId.map((person) => [person.userId, person]));
      for (const { key, others } of personQueries(text)) {
        for (const person of await byKey(prisma, key))
          if (hasWords(person, others)) found.set(person.userId, person);
        if (found.size > 0) break;
      }
      return [...found.values()].slice(0, limit);
    },
    async addNote(note) {
      await execute(prisma, sql.addNote, note);
      return (await one(prisma, sql.findNote, { key: note.key }))!;
    },
    notesOf: (userId, limit) => rows(prisma, sql.notesOf, { userId, limit }),
    async erase(userId) {
      await prisma.$transaction(async (tx) => {
        await execute(tx, sql.eraseNotes, { userId });
        await execute(tx, sql.erasePerson, { userId });
      });
    },
    async purge() {
      if (retentionDays === 0) return 0;
      const old = (column: string) => `${column} < now() - make_interval(days => ${retentionDays})`;
      return (
        (await purgeTable(prisma, { table: "person", old: old("last_seen_at") })) +
        (await purgeTable(prisma, { table: "person_note", old: old("created_at") }))
      );
    },
  };
}

const byKey = (prisma: PrismaClient, key: string): Promise<Person[]> =>
  rows(prisma, sql.peopleByKey, { from: key, to: endOfPrefix(key), keys: SEARCHED_KEYS });

function learn(prisma: PrismaClient, people: readonly LearnedPerson[]): Promise<void> {
  return prisma.$transaction(async (tx) => {
    const written = await rows(tx, sql.learnPeople, {
      userIds: people.map(({ userId }) => userId),
      names: people.map(({ name }) => name),
      emails: people.map(({ email }) => email),
      roles: people.map(({ roles }) => roles.join(" ")),
      issuedAts: people.map(({ issuedAt }) => issuedAt ?? EPOCH),
    });
    if (written.length === 0) return;
    const keys = written.flatMap((person) =>
      searchKeysOf(person).map((key) => ({ userId: person.userId, key })),
    );
    const given = { ofs: keys.map(({ userId }) => userId), keys: keys.map(({ key }) => key) };
    await execute(tx, sql.dropKeys, { userIds: written.map(({ userId }) => userId), ...given });
    await execute(tx, sql.addKeys, given);
  });
}

const EPOCH = new Date(0);
