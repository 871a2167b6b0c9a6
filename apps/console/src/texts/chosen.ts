import { language } from "../format/locale.ts";
import { type Audience, audienceOf } from "./audiences.ts";

type Group = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** texts/<language>/<group>.ts. vite.config.ts puts those of one language and audience into one file. */
const FILES = import.meta.glob<Group>(["./{en,de,es}/*.ts", "!./*/words.ts"]);
const loaded = new Map<string, Group>();

const fileOf = (group: string, wanted: string) => FILES[`./${wanted}/${group}.ts`];
const groupsFor = (audience: Audience): string[] =>
  Object.keys(FILES)
    .flatMap((path) => /^\.\/en\/(.*)\.ts$/.exec(path)?.[1] ?? [])
    .filter((group) => audienceOf(group) === audience);

/**
 * Loads the texts of these areas in the chosen language. Pages are shown after it, so that no text is ever
 * awaited, and modules may use texts while they are evaluated.
 */
export async function loadTexts(...audiences: Audience[]): Promise<void> {
  const shown = language === "ar" ? (await import("./pseudo.ts")).pseudo : (group: Group) => group;
  const groups = audiences.flatMap(groupsFor).filter((group) => !loaded.has(group));
  await Promise.all(
    groups.map(async (group) => {
      const load = fileOf(group, language === "ar" ? "en" : language);
      if (load) loaded.set(group, shown(await load()));
    }),
  );
}

export const loadedGroups = (): ReadonlyMap<string, Group> => loaded;

/**
 * The accessor of a group: `export const { push } = texts<typeof import("./en/push.ts")>("push");`.
 * It reads from the group at each use, so that importing it needs nothing loaded.
 */
export const texts = <T extends object>(group: string): T =>
  reader((name) =>
    typeof name === "string" ? reader((key) => use(group)[name]?.[key as string]) : undefined,
  ) as T;

/** Several groups as one object. */
export const merged = <T extends object>(...groups: string[]): T =>
  reader((key) => {
    for (const group of groups) {
      for (const part of Object.values(loaded.get(group) ?? {})) {
        if (typeof key === "string" && Object.hasOwn(part, key)) return part[key];
      }
    }
    return undefined;
  }) as T;

const reader = (read: (key: string | symbol) => unknown): object =>
  new Proxy({}, { get: (_, key) => read(key) });

function use(group: string): Group {
  const found = loaded.get(group);
  if (!found) throw new Error(`the texts "${group}" are not loaded here: see texts/audiences.ts`);
  return found;
}
