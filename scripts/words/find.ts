import { extname } from "node:path";
import { COLUMNS, GENERATED, PHRASES, PUBLIC_NAMES, RETIRED_WORDS } from "./rules.ts";

export interface Finding {
  line: number;
  found: string;
  use: string;
}

/** How a comment line begins, by the file's extension. */
const COMMENT: Record<string, RegExp> = {
  ".ts": /^\s*(\/\/|\/\*|\*)/,
  ".tsx": /^\s*(\/\/|\/\*|\*|\{\/\*)/,
  ".mjs": /^\s*(\/\/|\/\*|\*)/,
  ".cjs": /^\s*(\/\/|\/\*|\*)/,
  ".proto": /^\s*\/\//,
  ".prisma": /^\s*\/\//,
  ".css": /^\s*(\/\*|\*)/,
  ".sql": /^\s*--/,
  ".sh": /^\s*#/,
  ".yaml": /^\s*#/,
};
export const EXTENSIONS = [...Object.keys(COMMENT), ".md"];

/** Comments behind code count as prose too. */
const TRAILING: Record<string, RegExp> = { ".ts": /\s\/\/ .*$/, ".tsx": /\s\/\/ .*$/, ".sql": /\s-- .*$/ };

export function wordsIn(path: string, text: string): Finding[] {
  const kind = extname(path);
  const findings: Finding[] = [];
  let fenced = false;
  for (const [index, whole] of text.split("\n").entries()) {
    if (kind === ".md" && whole.trimStart().startsWith("```")) fenced = !fenced;
    const isComment = COMMENT[kind]?.test(whole) === true;
    const isProse = isComment || (kind === ".md" && !fenced);
    const prose = isProse ? whole : (TRAILING[kind]?.exec(whole)?.[0] ?? "");
    const add = (found: string, use: string) => findings.push({ line: index + 1, found, use });
    for (const { find, use, proseOnly } of [...RETIRED_WORDS, ...PHRASES]) {
      const found = find.exec(withoutPublicNames(proseOnly ? prose : whole))?.[0];
      if (found !== undefined) add(found, use);
    }
    const paragraph =
      kind === ".md" && !fenced && !whole.startsWith("|") && !GENERATED.some((name) => path.startsWith(name));
    if (
      (isComment || paragraph) &&
      !whole.includes("biome-ignore") &&
      whole.length > COLUMNS &&
      // `npm run sql` makes each comment one line; the .sql file is checked.
      !path.endsWith(".queries.ts") &&
      /\s/.test(whole.slice(20, COLUMNS))
    ) {
      add(`${whole.length} columns`, `at most ${COLUMNS}`);
    }
  }
  return findings;
}

function withoutPublicNames(line: string): string {
  return PUBLIC_NAMES.reduce((rest, { find }) => rest.replace(find, "·"), line);
}
