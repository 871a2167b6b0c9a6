import { plain, searchWords } from "@metercast/contracts";
import type { Person } from "../../domain/person.ts";

/** Given names and surnames; of longer names the rest is not searched. */
const NAME_WORDS = 4;
const ADDRESS_WORDS = 4;
const ADDRESS_LENGTH = 254;

/**
 * The beginnings by which a person is found: at most 17, typically 4. Each ordered pair of words of the name,
 * so that "lopez a" finds Ana Lopez as "ana l" does; the address; and the address' own words.
 */
export function searchKeysOf({ name, email }: Pick<Person, "name" | "email">): string[] {
  const words = searchWords(name, NAME_WORDS);
  const address = plain(email).slice(0, ADDRESS_LENGTH);
  const keys = new Set(words.length === 1 ? words : words.flatMap((one) => pairsOf(one, words)));
  if (address !== "") keys.add(address);
  const [local = ""] = address.split("@");
  for (const word of searchWords(local, ADDRESS_WORDS)) if (!words.includes(word)) keys.add(word);
  return [...keys];
}

const pairsOf = (one: string, words: readonly string[]): string[] =>
  words.filter((other) => other !== one).map((other) => `${one} ${other}`);

export interface PersonQuery {
  /** The beginning of a key. */
  key: string;
  /** Beginnings that other words of the name must have. */
  others: readonly string[];
}

/**
 * How a text is looked up among the keys, in the order to try: "ana lop" by a pair of words; then, as both
 * may be beginnings, by its longest word among the first keys that begin so. Empty: it has no word.
 */
export function personQueries(text: string): PersonQuery[] {
  const typed = plain(text.trim());
  // An address, or what begins one: not split into words.
  if (/^\S+[@._+-]\S*$/.test(typed)) return [{ key: typed.slice(0, ADDRESS_LENGTH), others: [] }];
  const words = searchWords(typed, NAME_WORDS);
  const [first, second, ...others] = words;
  if (first === undefined) return [];
  if (second === undefined) return [{ key: first, others }];
  const longest = words.reduce((one, other) => (other.length > one.length ? other : one));
  return [
    { key: `${first} ${second}`, others },
    { key: longest, others: words.filter((word) => word !== longest) },
  ];
}

/** Whether a person's name has words that begin so. */
export function hasWords({ name }: Pick<Person, "name">, beginnings: readonly string[]): boolean {
  const words = searchWords(name, NAME_WORDS);
  return beginnings.every((beginning) => words.some((word) => word.startsWith(beginning)));
}
