import openapiTypeScript, { astToString, type OpenAPI3 } from "openapi-typescript";

interface Operation {
  parameters?: { in: string; name: string }[];
}

/** Headers that the client sets, so callers don't. */
const OWN_HEADERS = ["idempotency-key", "last-event-id"];

const BANNER = "// Made by `npm run generate` from the gateway's routes: change those.\n";

/** The text of a TypeScript module with the types of every operation of an OpenAPI document. */
export async function clientTypes(document: object): Promise<string> {
  const copy = structuredClone(document) as OpenAPI3;
  for (const item of Object.values(copy.paths ?? {})) {
    for (const operation of Object.values(item as Record<string, Operation>)) {
      const kept = operation.parameters?.filter(
        (parameter) => parameter.in !== "header" || !OWN_HEADERS.includes(parameter.name),
      );
      if (kept) operation.parameters = kept;
    }
  }
  const types = astToString(await openapiTypeScript(copy, { alphabetize: true, defaultNonNullable: false }));
  return BANNER + types + eventTypes(document as OpenAPI3);
}

type Media = { "x-events"?: Record<string, { $ref: string }> };

/** Path → event → shape of its data, of every event stream. */
function eventTypes(document: OpenAPI3): string {
  const streams = Object.entries(document.paths ?? {}).flatMap(([path, item]) => {
    const { get } = item as { get?: { responses?: Record<string, { content?: Record<string, Media> }> } };
    const events = get?.responses?.["200"]?.content?.["text/event-stream"]?.["x-events"];
    return events ? [{ path, events }] : [];
  });
  const text = streams.map(({ path, events }) => {
    const fields = Object.entries(events).map(
      ([event, { $ref }]) =>
        `        ${JSON.stringify(event)}: components["schemas"][${JSON.stringify($ref.split("/").at(-1))}];\n`,
    );
    return `    ${JSON.stringify(path)}: {\n${fields.join("")}    };\n`;
  });
  return `export interface events {\n${text.join("")}}\n`;
}
