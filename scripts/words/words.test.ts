import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { wordsIn } from "./find.ts";
import { RETIRED_WORDS } from "./rules.ts";

const found = (path: string, text: string) => wordsIn(path, text).map((finding) => finding.found);

describe("words", () => {
  it("a retired word is found in code, comments, SQL and documents, with its line", () => {
    expect(wordsIn("a.ts", "const one = 1;\nconst stripeMovement = one;")).toMatchObject([
      { line: 2, found: "Movement" },
    ]);
    expect(found("a.sql", "-- every movement\nSELECT 1;")).toEqual(["movement"]);
    expect(found("a.md", "A sighting of the player.")).toEqual(["sighting"]);
  });

  it("a phrase of unclear English is found", () => {
    expect(found("a.ts", "// The client is told, whoever it is.")).toEqual(["whoever", "is told"]);
  });

  it("public names keep their words", () => {
    expect(
      found("a.ts", 'const code = "too_old"; metrics.metercast_presence_dropped_sightings_total;'),
    ).toEqual([]);
    expect(found("a.ts", "body.witnesses ?? row.attention;")).toEqual([]);
  });

  it("words that are ambiguous in code are looked for in prose only", () => {
    expect(found("a.ts", "const attention = 1; // needs attention")).toEqual(["attention"]);
  });

  it("comments and paragraphs are at most 110 columns wide, code and tables as wide as they need", () => {
    const wide = "word ".repeat(23);
    expect(found("a.ts", `// ${wide}`)).toHaveLength(1);
    expect(found("a.md", `${wide}\n| ${wide} |\n\`\`\`\n${wide}\n\`\`\``)).toHaveLength(1);
    expect(found("a.ts", `const text = "${wide}";`)).toEqual([]);
  });

  it("the glossary names the word to use for every retired one", () => {
    const glossary = readFileSync(join(import.meta.dirname, "../../docs/GLOSSARY.md"), "utf8");
    for (const { use } of RETIRED_WORDS) {
      const [word = ""] = use.split(/[;,:]| for | or /);
      expect(glossary).toContain(word.trim());
    }
  });
});
