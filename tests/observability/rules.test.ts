import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPromtool } from "@metercast/local-servers";
import { repositoryPath, withClient } from "@metercast/provision";
import { createTestDatabase } from "@metercast/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { DASHBOARDS } from "../../scripts/dashboards/list.ts";
import { toGrafana } from "../../scripts/dashboards/panels.ts";

const PROMETHEUS = repositoryPath("deploy", "observability", "prometheus");
const GRAFANA = repositoryPath("deploy", "observability", "grafana");
const RUNBOOKS = repositoryPath("docs", "runbooks");
const TESTS = ["metercast.tests.yaml", "metercast.slow.tests.yaml"];

const read = (...path: string[]) => readFileSync(join(...path), "utf8");
const rules = read(PROMETHEUS, "metercast.rules.yaml");
const alerts = [...rules.matchAll(/^ {6}- alert: (\w+)$/gm)].map(([, name = ""]) => name);
const expressions = DASHBOARDS.flatMap(({ rows }) => rows)
  .flatMap(({ panels }) => panels)
  .flatMap(({ queries }) => queries.map(([expr]) => expr));

let promtool: string;
// Fetching it takes 10 s where it is not there yet.
beforeAll(async () => {
  promtool = await findPromtool(repositoryPath(".cache"));
}, 300_000);

function run(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(promtool, args, {
    cwd: PROMETHEUS,
    encoding: "utf8",
    timeout: 120_000,
  });
  expect(status, `promtool ${args.join(" ")}\n${stdout}${stderr}`).toBe(0);
  return stdout + stderr;
}

/** Pages of docs/runbooks, by their path in it. */
const pages = readdirSync(RUNBOOKS, { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".md"),
);
const blocks = (language: string) =>
  pages.flatMap((page) =>
    [...read(RUNBOOKS, page).matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
      ([, text = ""]) => ({ page, text }),
    ),
  );

describe("Prometheus rules", () => {
  it("are right for promtool, and every alert fires when it should and is quiet when it should, as its unit tests say", () => {
    run("check", "rules", "--lint=all", "--lint-fatal", "metercast.rules.yaml");
    const cases = TESTS.map((file) => read(PROMETHEUS, file)).join("\n");
    for (const alert of alerts) {
      expect(cases, `${alert} fires`).toMatch(new RegExp(`name: "${alert}: fires`));
      expect(cases, `${alert} is quiet`).toMatch(new RegExp(`name: "${alert}: is quiet`));
    }
    run("test", "rules", ...TESTS);
  }, 180_000);

  it("hold however Prometheus spells a whole bucket bound: 5 before version 3, 5.0 since", () => {
    const folder = mkdtempSync(join(tmpdir(), "metercast-rules-"));
    writeFileSync(join(folder, "metercast.rules.yaml"), rules);
    const spelled = TESTS.map((name) => {
      const cases = read(PROMETHEUS, name);
      expect(cases).toMatch(/le="\d+"/);
      const file = join(folder, name);
      writeFileSync(file, cases.replaceAll(/le="(\d+)"/g, 'le="$1.0"'));
      return file;
    });
    run("test", "rules", ...spelled);
    rmSync(folder, { recursive: true, force: true });
    const asked = [rules, ...expressions, ...blocks("promql").map(({ text }) => text)].join("\n");
    expect(asked.match(/le="\d+(\.0)?"/g)).toBeNull();
  }, 180_000);

  it("every alert has a runbook page that it names, and every page an alert", () => {
    const found = readdirSync(join(RUNBOOKS, "alerts")).map((file) => file.replace(/\.md$/, ""));
    expect(found.sort()).toEqual([...alerts].sort());
    const named = [...rules.matchAll(/runbook_url: docs\/runbooks\/alerts\/(\w+)\.md$/gm)].map(
      ([, name]) => name,
    );
    expect(named).toEqual(alerts);
  });

  it("every page says what the alert means, what to look at first and what is safe to do", () => {
    for (const alert of alerts) {
      const page = read(RUNBOOKS, "alerts", `${alert}.md`);
      expect(page).toMatch(new RegExp(`^# ${alert}\\n\\n\\*\\*Meaning\\.\\*\\* \\S`));
      expect(page, alert).toMatch(/^\*\*First query\.\*\* [\s\S]*?```(promql|sql|sh)\n/m);
      expect(page, alert).toMatch(/^\*\*Safe action\.\*\* \S/m);
    }
  });
});

describe("dashboards", () => {
  it("are what `npm run dashboards` makes of scripts/dashboards", () => {
    expect(readdirSync(GRAFANA).sort()).toEqual(DASHBOARDS.map(({ name }) => `${name}.json`).sort());
    for (const dashboard of DASHBOARDS)
      expect(JSON.parse(read(GRAFANA, `${dashboard.name}.json`))).toEqual(toGrafana(dashboard));
  });

  it("and runbooks ask nothing that Prometheus would not understand", () => {
    const queries = [...expressions, ...blocks("promql").map(({ text }) => text.trim())];
    const folder = mkdtempSync(join(tmpdir(), "metercast-queries-"));
    const file = join(folder, "queries.yaml");
    const asRules = queries.map((query, index) => ({
      record: `query:number:n${index}`,
      expr: query.replaceAll("$__rate_interval", "5m"),
    }));
    writeFileSync(file, JSON.stringify({ groups: [{ name: "queries", rules: asRules }] }));
    run("check", "rules", file);
    rmSync(folder, { recursive: true, force: true });
  });

  it("and rules, runbooks and unit tests name only metrics that docs/METRICS.md has, and every metric is on a dashboard", () => {
    const documented = new Map(
      [...read(repositoryPath("docs", "METRICS.md")).matchAll(/^\| `(metercast_\w+)` \| (\w+)/gm)].map(
        ([, name = "", type = ""]) => [name, type],
      ),
    );
    const known = (name: string) => {
      const base = name.replace(/_(bucket|count|sum)$/, "");
      return documented.has(name) || documented.get(base) === "histogram";
    };
    const texts = {
      rules,
      dashboards: expressions.join("\n"),
      tests: TESTS.map((file) => read(PROMETHEUS, file)).join("\n"),
      runbooks: pages.map((page) => read(RUNBOOKS, page)).join("\n"),
    };
    for (const [where, text] of Object.entries(texts)) {
      const unknown = [...new Set(text.match(/\bmetercast_[a-z_]+\b/g))].filter((name) => !known(name));
      expect(
        unknown.filter(
          (name) => !/^metercast_(billing|wallet|withdrawals|notifications|gateway)$/.test(name),
        ),
        where,
      ).toEqual([]);
    }
    const shown = [...documented.keys()].filter((name) => !texts.dashboards.includes(name));
    expect(shown).toEqual([]);
  });
});

describe("runbooks", () => {
  it("their SQL runs on the schemas as they are", async () => {
    const database = await createTestDatabase();
    try {
      for (const { page, text } of blocks("sql")) {
        const schema = /^-- schema: (\w+)$/m.exec(text)?.[1];
        expect(schema, `${page} names a schema`).toMatch(
          /^(billing|wallet|withdrawals|notifications|gateway)$/,
        );
        await withClient(database.adminUrl, async (client) => {
          await client.query(`BEGIN; SET LOCAL search_path = ${schema}`);
          await client.query(text).catch((error: Error) => expect.fail(`${page}: ${error.message}\n${text}`));
          await client.query("ROLLBACK");
        });
      }
    } finally {
      await database.drop();
    }
  });

  it("link only to pages that exist", () => {
    for (const page of pages) {
      for (const [, target = ""] of read(RUNBOOKS, page).matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g))
        expect(readdirSync(join(RUNBOOKS, page, "..", target, "..")), `${page}: ${target}`).toContain(
          target.split("/").at(-1),
        );
    }
  });
});
