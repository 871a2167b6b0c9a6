// Writes packages/client/generated: the API's document from the gateway's routes, without running them, and
// the types of every operation.
import { mkdirSync, writeFileSync } from "node:fs";
import { clientTypes } from "../packages/client/generate/types.ts";
import { repositoryPath } from "../packages/provision/src/files.ts";
import { apiDocument } from "../services/gateway/src/adapters/http/document.ts";

const folder = repositoryPath("packages", "client", "generated");
const document = apiDocument();
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/openapi.json`, `${JSON.stringify(document, null, 2)}\n`);
writeFileSync(`${folder}/schema.ts`, await clientTypes(document));
