import { expect, test } from "vitest";
import { parseStatements } from "./parse.ts";

const parse = (text: string) => parseStatements(`/* @name One */ ${text};`)[0]!;

test("a statement has its name, its comment and its text without comments", () => {
  const [first, second] = parseStatements(`
    -- about the file
    /* @name First
       What it
       is for. */
    SELECT 1 -- one
    ;
    /* @name Second */
    SELECT 2;
  `);
  expect(first).toMatchObject({ name: "First", comment: "What it is for.", text: "SELECT 1" });
  expect(second).toMatchObject({ name: "Second", comment: "", text: "SELECT 2" });
});

test("a parameter has one number wherever it stands, and is nullable where a question mark says so", () => {
  const { text, parameters } = parse("SELECT :a::bigint, :b?, :a");
  expect(text).toBe("SELECT $1::bigint, $2, $1");
  expect(parameters).toEqual([
    { name: "a", nullable: false },
    { name: "b", nullable: true },
  ]);
});

test("texts, quoted names and casts have no parameters", () => {
  const { text, parameters } = parse(`SELECT ':a', 'it''s :b', $$ :c; $$, ":d" , x::text`);
  expect(text).toBe(`SELECT ':a', 'it''s :b', $$ :c; $$, ":d" , x::text`);
  expect(parameters).toEqual([]);
});

test("marks of columns are kept and do not reach Postgres", () => {
  const { text, marks } = parse('SELECT count(*) AS "total!", x AS "y?"');
  expect(text).toBe('SELECT count(*) AS "total", x AS "y"');
  expect([...marks]).toEqual([
    ["total", true],
    ["y", false],
  ]);
});

test("an outer join, or the old row of an insert, puts NOT NULL in doubt", () => {
  expect(parse("SELECT a.x FROM a JOIN b ON true").doubtful).toBe(false);
  expect(parse("SELECT a.x FROM b LEFT JOIN a ON true").doubtful).toBe(true);
  expect(parse("UPDATE a SET x = 1 RETURNING old.x").doubtful).toBe(false);
  expect(parse("INSERT INTO a VALUES (1) ON CONFLICT (x) DO UPDATE SET x = 2 RETURNING old.x").doubtful).toBe(
    true,
  );
});

test("a statement without a name, and a name that is there twice, are refused", () => {
  expect(() => parseStatements("SELECT 1;")).toThrow("no /* @name Name */");
  expect(() => parseStatements("/* @name A */ SELECT 1; /* @name A */ SELECT 2;")).toThrow("named A");
  expect(() => parseStatements("/* @name A */ SELECT 1 /* @name B */; SELECT 2;")).toThrow("semicolon");
});
