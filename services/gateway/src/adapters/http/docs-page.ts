import type { ApiDocument } from "./openapi.ts";

/**
 * The document as one page of plain HTML: nothing is loaded, nothing runs, and every browser and every
 * terminal can read it.
 */
export function docsPage(document: ApiDocument): string {
  const items = [document.paths, document.webhooks].flatMap((paths) => Object.entries(paths ?? {}));
  const operations = items.flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  );
  const tags = [...new Set(operations.map(({ operation }) => operation.tags?.[0] ?? ""))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.[0] === tag);
    return `<section><h2 id="${html(tag)}">${html(tag)}</h2>${own.map(operationHtml).join("")}</section>`;
  });
  const schemas = Object.entries(document.components?.schemas ?? {}).map(
    ([name, schema]) =>
      `<h3 id="schema-${html(name)}">${html(name)}</h3><pre>${html(JSON.stringify(schema, null, 2))}</pre>`,
  );
  const nav = [...tags.map((tag) => [tag, tag]), ["shapes", "shapes"]].map(
    ([id = "", label = ""]) => `<a href="#${html(id)}">${html(label)}</a>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${html(document.info.title)} API</title><style>${STYLE}</style>
<header><h1>${html(document.info.title)} API</h1>${paragraphs(document.info.description)}
<p>As a document: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1)</p><nav>${nav.join(" ")}</nav></header>
<main>${sections.join("")}<section><h2 id="shapes">shapes</h2>${schemas.join("")}</section></main></html>`;
}

interface Operation {
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: unknown }[];
  requestBody?: { content: Record<string, { schema: unknown }> };
  responses: Record<string, { description: string; content?: Record<string, { schema?: unknown }> }>;
}

function operationHtml({
  path,
  method,
  operation,
}: {
  path: string;
  method: string;
  operation: Operation;
}): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: where, required, description = "" }) =>
      `<tr><td><code>${html(name)}</code></td><td>${html(where)}${required ? ", required" : ""}</td><td>${inline(description)}</td></tr>`,
  );
  const body = operation.requestBody?.content["application/json"]?.schema;
  const responses = Object.entries(operation.responses).map(
    ([status, { description, content }]) =>
      `<tr><td>${html(status)}</td><td>${inline(description)}</td><td>${shapes(content)}</td></tr>`,
  );
  return `<article><h3><span class="${html(method)}">${html(method.toUpperCase())}</span> <code>${html(path)}</code></h3>
<p><b>${inline(operation.summary ?? "")}</b></p>${paragraphs(operation.description)}
${parameters.length ? `<table>${parameters.join("")}</table>` : ""}${body ? `<p>Body: ${shape(body)}</p>` : ""}
<table>${responses.join("")}</table></article>`;
}

const shapes = (content: Record<string, { schema?: unknown }> = {}) =>
  Object.entries(content)
    .map(([type, { schema }]) => `${html(type)} ${shape(schema)}`)
    .join("<br>");

/** A named shape as a link, another one in full. */
function shape(schema: unknown): string {
  // A problem, narrowed to the codes that the description names.
  const [general] = (schema as { allOf?: unknown[] } | undefined)?.allOf ?? [];
  if (general !== undefined) return shape(general);
  const name = /^#\/components\/schemas\/(.+)$/.exec(
    (schema as { $ref?: string } | undefined)?.$ref ?? "",
  )?.[1];
  if (name !== undefined) return `<a href="#schema-${html(name)}">${html(name)}</a>`;
  const item = (schema as { properties?: { data?: { items?: unknown } } } | undefined)?.properties?.data
    ?.items;
  return item ? `list of ${shape(item)}` : "";
}

const paragraphs = (text = "") =>
  text
    .split(/\n\n+/)
    .filter(Boolean)
    .map((part) =>
      part.startsWith("- ")
        ? `<ul>${part
            .split("\n")
            .map((line) => `<li>${inline(line.slice(2))}</li>`)
            .join("")}</ul>`
        : `<p>${inline(part)}</p>`,
    )
    .join("");

const inline = (text: string) => html(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const html = (text: string) => text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? "");

const STYLE = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}body{max-width:960px;margin:0 auto;padding:24px 16px}
h1,h2,h3{line-height:1.25;font-weight:600}h2{margin-top:48px;border-bottom:1px solid #8884;padding-bottom:4px;text-transform:capitalize}article{margin:28px 0}
code,pre{font:13px/1.45 ui-monospace,monospace}pre{overflow:auto;padding:12px;border:1px solid #8884;border-radius:8px}
table{border-collapse:collapse;width:100%;margin:8px 0}td{border-top:1px solid #8883;padding:4px 12px 4px 0;vertical-align:top}td:first-child{white-space:nowrap}
nav a{margin-right:12px}h3 span{font:600 12px ui-monospace,monospace;border:1px solid #8886;border-radius:4px;padding:2px 6px}`;
