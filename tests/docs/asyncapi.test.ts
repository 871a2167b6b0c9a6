import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeEvent, EVENTS, type EventType, encodeEvent } from "@metercast/contracts";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { EXAMPLES } from "../../packages/contracts/src/examples.ts";
import { repositoryPath } from "../../packages/provision/src/files.ts";

const text = readFileSync(repositoryPath("docs", "asyncapi.json"), "utf8");
const document = JSON.parse(text);
const TYPES = Object.keys(EVENTS) as EventType[];
const keyOf = (type: EventType) => type.replaceAll(".", "_").replaceAll("*", "client");

describe("docs/asyncapi.json", () => {
  it("is a valid AsyncAPI 3 document", async () => {
    const config = await createConfig({ rules: { struct: "error" } });
    const lint = (source: string) => lintFromString({ source, absoluteRef: "asyncapi.json", config });
    expect(await lint(text)).toEqual([]);
    // The same validator does see what is wrong.
    expect(await lint(text.replace('"action": "send"', '"action": "shout"'))).not.toEqual([]);
  });

  it("refers to nothing that it has not", () => {
    const references = [...text.matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path = ""]) => path);
    const at = (path: string) => path.split("/").reduce((node, key) => node?.[key], document);
    expect(references.length).toBeGreaterThan(TYPES.length * 3);
    expect(references.filter((path) => at(path) === undefined)).toEqual([]);
  });

  it("is what npm run generate makes of proto/, the registry and the examples", () => {
    const folder = mkdtempSync(join(tmpdir(), "metercast-asyncapi-"));
    const made = join(folder, "asyncapi.json");
    const script = repositoryPath("scripts", "generate-asyncapi.ts");
    const { status, stderr } = spawnSync(process.execPath, [script, made], { encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(readFileSync(made, "utf8")).toBe(text);
    rmSync(folder, { recursive: true });
  });

  it("has a channel and an operation for every event, and no other", () => {
    const addresses = Object.values<{ address: string }>(document.channels).map(({ address }) => address);
    expect(addresses.sort()).toEqual(TYPES.map((type) => type.replace("*", "{client}")).sort());
    expect(Object.keys(document.operations).sort()).toEqual(TYPES.map(keyOf).sort());
  });
});

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
for (const format of ["int64", "uint64", "int32", "uint32"]) ajv.addFormat(format, true);
ajv.addSchema({ $id: "asyncapi", components: document.components });

describe("the example", () => {
  it.each(TYPES)("of %s is decoded by the codec that services use, and is what its schema says", (type) => {
    const message = document.components.messages[keyOf(type)];
    const { payload } = message.examples[0];
    const isJson = message.contentType === "application/json";
    const bytes = isJson ? Buffer.from(JSON.stringify(payload)) : Buffer.from(payload, "base64");
    const decoded = decodeEvent(type, bytes);
    expect(decoded).toEqual(EXAMPLES[type]);
    expect(Buffer.from(encodeEvent(type, decoded as never).payload).equals(bytes)).toBe(true);
    if (!isJson) return expect(message.payload.schema).toContain(`message ${message.title.split(".")[2]}`);
    const validate = ajv.getSchema(`asyncapi#/components/schemas/${message.title}`);
    expect([validate?.(payload), validate?.errors]).toEqual([true, null]);
    // Every field is shown but those whose example is empty or zero, and nothing that the message has not.
    const schema = document.components.schemas[message.title];
    const hidden = Object.keys(schema.properties).filter((field) => !(field in payload));
    expect(hidden.filter((field) => !["detail", "available"].includes(field))).toEqual([]);
    expect(Object.keys(payload).filter((field) => !(field in schema.properties))).toEqual([]);
  });
});
