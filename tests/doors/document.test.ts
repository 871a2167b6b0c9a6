import { readFileSync } from "node:fs";
import { ERROR_CODES } from "@metercast/runtime";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { describe, expect, it } from "vitest";
import { clientTypes } from "../../packages/client/generate/types.ts";
import { repositoryPath } from "../../packages/provision/src/files.ts";
import { apiDocument } from "../../services/gateway/src/adapters/http/document.ts";
import {
  TEST_TYPE,
  WEBHOOK_EVENT_TYPES,
} from "../../services/notifications/src/domain/webhooks/event-types.ts";
import { type Json, pointerTo, shapesOf } from "./shapes.ts";

const document: Json = JSON.parse(JSON.stringify(apiDocument()));
const operations: { name: string; path: string; operation: Json }[] = Object.entries<Json>(
  document.paths,
).flatMap(([path, item]) =>
  Object.entries<Json>(item).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    operation,
  })),
);

describe("the document", () => {
  it("passes a linter's recommended rules", async () => {
    const config = await createConfig({
      extends: ["recommended"],
      rules: {
        // Not for sale; and nobody can ask for the document or for health wrongly.
        "info-license": "off",
        "operation-4xx-response": "off",
        // Shapes of events are named by `x-events`.
        "no-unused-components": "off",
        "tag-description": "error",
        "operation-singular-tag": "error",
        "no-ambiguous-paths": "error",
        "path-segment-plural": "off",
      },
    });
    const source = JSON.stringify(document);
    const found = await lintFromString({ source, absoluteRef: "openapi.json", config });
    expect(
      found.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
    ).toEqual([]);
  });

  it("names every operation once, in words, under a tag that it describes", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]+)*$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
    const tags = document.tags.map(({ name }: Json) => name);
    for (const { name, operation } of operations) {
      expect([name, tags.includes(operation.tags[0])]).toEqual([name, true]);
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/^[A-Z]/)]);
    }
  });

  /**
   * Generators make code of it in many languages, each with rules of its own for names: tried with Go's and
   * Python's.
   */
  it("has names that generators can't take for one another's", () => {
    const pascal = (name: string) => name.replace(/(^|_)([a-z])/g, (_, __, letter) => letter.toUpperCase());
    const schemas = Object.entries<Json>(document.components.schemas);
    const names = new Set(schemas.map(([name]) => name));
    const parts = schemas.flatMap(([name, schema]) =>
      [schema, ...(schema.allOf ?? [])].flatMap(({ properties = {} }: Json) =>
        Object.keys(properties).flatMap((key) => [`${name}${pascal(key)}`, `${name}${pascal(key)}Item`]),
      ),
    );
    expect(parts.length).toBeGreaterThan(100);
    // Go's constructor of Stream is NewStream; Python calls what a Stream has under "earnings"
    // StreamEarnings.
    expect([...names].filter((name) => names.has(name.replace(/^New/, "")) && /^New/.test(name))).toEqual([]);
    expect(parts.filter((name) => names.has(name))).toEqual([]);
  });

  it("never says in an allOf something else of a property than its other parts: generators can't merge it", () => {
    const wrong: string[] = [];
    const keysOf = (part: Json): string[] =>
      part.$ref
        ? keysOf(document.components.schemas[part.$ref.split("/").at(-1)])
        : [...Object.keys(part.properties ?? {}), ...(part.allOf ?? []).flatMap(keysOf)];
    JSON.stringify(document, (_, value) => {
      const keys = Array.isArray(value?.allOf) ? value.allOf.flatMap(keysOf) : [];
      if (new Set(keys).size < keys.length) wrong.push(JSON.stringify(value).slice(0, 200));
      return value;
    });
    expect(wrong).toEqual([]);
  });

  it("gives for every error status the codes that it may have, each with an example", () => {
    for (const { name, operation } of operations) {
      for (const [status, { content }] of Object.entries<Json>(operation.responses)) {
        const examples = content?.["application/problem+json"]?.examples;
        if (Number(status) < 400 || content?.["application/json"]) continue;
        const codes = Object.keys(examples ?? {});
        expect([name, status, codes.length > 0]).toEqual([name, status, true]);
        for (const code of codes)
          expect([code, ERROR_CODES[code as keyof typeof ERROR_CODES].http]).toEqual([code, Number(status)]);
      }
    }
  });

  it("has an example of every shape, and every example fits its shape", () => {
    const shapes = shapesOf(document);
    const wrong: string[] = [];
    for (const [name, schema] of Object.entries<Json>(document.components.schemas)) {
      if (!schema.examples?.length) wrong.push(`${name} has no example`);
      for (const example of schema.examples ?? []) {
        const problem = shapes.problemWith(pointerTo("components", "schemas", name), example);
        if (problem !== undefined) wrong.push(`${name}: ${problem}`);
      }
    }
    for (const [code, { value }] of Object.entries<Json>(document.components.examples)) {
      const problem = shapes.problemWith("#/components/schemas/Problem", value);
      if (problem !== undefined) wrong.push(`${code}: ${problem}`);
    }
    expect(wrong).toEqual([]);
  });
});

it("names the body of every message that an endpoint may receive, and nothing else", () => {
  expect(Object.keys(document.webhooks)).toEqual([...WEBHOOK_EVENT_TYPES, TEST_TYPE]);
  for (const [type, { post }] of Object.entries<Json>(document.webhooks)) {
    const { $ref } = post.requestBody.content["application/json"].schema;
    const schema = document.components.schemas[$ref.split("/").at(-1)];
    expect([type, schema.properties.type.enum]).toEqual([type, [type]]);
    expect([type, post.parameters.map(({ name }: Json) => name)]).toEqual([
      type,
      ["webhook-id", "webhook-timestamp", "webhook-signature"],
    ]);
  }
});

describe("what is generated for the client", () => {
  const generated = (name: string) =>
    readFileSync(repositoryPath("packages", "client", "generated", name), "utf8");

  it("is from the routes as they are now (else: npm run generate)", async () => {
    expect(JSON.parse(generated("openapi.json"))).toEqual(document);
    expect(generated("schema.ts")).toBe(await clientTypes(document));
  });
});
