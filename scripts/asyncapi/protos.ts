import { readFileSync } from "node:fs";
import {
  createFileRegistry,
  type DescField,
  type DescFile,
  type DescMessage,
  fromBinary,
} from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { repositoryPath } from "../../packages/provision/src/files.ts";

/** The messages of proto/ with their comments. */
export interface Protos {
  /** @throws if there is no such message */
  message(name: string): DescMessage;
  /** The comment above a message, in one line; empty if there is none. */
  comment(name: string): string;
  /** The comment above a field. */
  fieldComment(field: DescField): string;
  /** The text of the file that holds a message. */
  source(name: string): string;
}

/** Reads the output of `buf build`. */
export function protosOf(image: Uint8Array): Protos {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, image));
  const message = (name: string): DescMessage => {
    const found = registry.getMessage(name);
    if (found === undefined) throw new Error(`proto/ has no message ${name}`);
    return found;
  };
  const indexOf = (desc: DescMessage) => desc.file.messages.indexOf(desc);
  return {
    message,
    comment: (name) => commentAt(message(name).file, [4, indexOf(message(name))]),
    fieldComment: (field) =>
      commentAt(field.parent.file, [4, indexOf(field.parent), 2, field.parent.fields.indexOf(field)]),
    source: (name) => readFileSync(repositoryPath("proto", `${message(name).file.name}.proto`), "utf8"),
  };
}

function commentAt(file: DescFile, path: readonly number[]): string {
  const locations = file.proto.sourceCodeInfo?.location ?? [];
  const found = locations.find(({ path: at }) => at.join() === path.join());
  return (found?.leadingComments ?? "").replaceAll(/\s+/g, " ").trim();
}

/** JSON schemas (of their proto3 JSON) of these messages and of all that they contain, by full name. */
export function schemasFor(protos: Protos, names: readonly string[]): Record<string, object> {
  const schemas: Record<string, object> = {};
  const add = (name: string): void => {
    if (name in schemas) return;
    const desc = protos.message(name);
    const properties: Record<string, object> = {};
    schemas[name] = { type: "object", description: protos.comment(name), properties };
    for (const field of desc.fields) properties[field.jsonName] = fieldSchema(protos, field, add);
  };
  names.forEach(add);
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** ScalarType's numbers as descriptor.proto has them. */
const SCALARS: Record<number, object> = {
  3: { type: "string", format: "int64", pattern: "^-?[0-9]{1,19}$" },
  4: { type: "string", format: "uint64", pattern: "^[0-9]{1,20}$" },
  5: { type: "integer", format: "int32" },
  8: { type: "boolean" },
  9: { type: "string" },
  12: { type: "string", contentEncoding: "base64" },
  13: { type: "integer", format: "uint32", minimum: 0 },
};

function fieldSchema(protos: Protos, field: DescField, add: (name: string) => void): object {
  const comment = protos.fieldComment(field);
  const description = comment === "" ? {} : { description: comment };
  const ofMessage = (desc: DescMessage): object => {
    if (desc.typeName === "google.protobuf.Timestamp") return { type: "string", format: "date-time" };
    add(desc.typeName);
    return { $ref: `#/components/schemas/${desc.typeName}` };
  };
  const scalar = (type: number): object => {
    const schema = SCALARS[type];
    if (schema === undefined) throw new Error(`${field}: a scalar that no event has had so far`);
    return schema;
  };
  switch (field.fieldKind) {
    case "scalar":
      return { ...scalar(field.scalar), ...description };
    case "enum":
      return { type: "string", enum: field.enum.values.slice(1).map(({ name }) => name), ...description };
    case "message": {
      const schema = ofMessage(field.message);
      return "$ref" in schema ? schema : { ...schema, ...description };
    }
    case "list": {
      const items =
        field.listKind === "message"
          ? ofMessage(field.message)
          : field.listKind === "scalar"
            ? scalar(field.scalar)
            : { type: "string" };
      return { type: "array", items, ...description };
    }
    default:
      throw new Error(`${field}: a map, which no event has had so far`);
  }
}
