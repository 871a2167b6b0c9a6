import { endOfPrefix, searchWords } from "@metercast/contracts";
import { rows } from "@metercast/postgres";
import type { Database } from "./database.ts";
import * as sql from "./search.queries.ts";

/** A title has at most 200 characters: of longer ones the rest is not searched. */
const TITLE_WORDS = 12;
const QUERY_WORDS = 4;
/** Streams that are read for one search: further words of the query are looked for in their titles. */
const READ = 200;
const FOUND = 10;

/** The words by which a stream is found. */
export const titleWords = (title: string): string[] => searchWords(title, TITLE_WORDS);

/**
 * Streams whose title has words that begin as those of a query: of its longest word the newest first, then of
 * words that begin so.
 */
export async function streamsByTitle(database: Database, query: string): Promise<sql.StreamsOfWordRow[]> {
  const words = searchWords(query, QUERY_WORDS);
  if (words.length === 0) return [];
  const word = words.reduce((one, other) => (other.length > one.length ? other : one));
  const [whole, begun] = await Promise.all([
    rows(database, sql.streamsOfWord, { word, limit: READ }),
    rows(database, sql.streamsOfBeginning, { from: word, to: endOfPrefix(word), limit: READ }),
  ]);
  const found = new Map([...whole, ...begun].map((row) => [row.id, row]));
  return [...found.values()].filter(({ title }) => hasWords(title, words)).slice(0, FOUND);
}

function hasWords(title: string, beginnings: readonly string[]): boolean {
  const words = titleWords(title);
  return beginnings.every((beginning) => words.some((word) => word.startsWith(beginning)));
}
