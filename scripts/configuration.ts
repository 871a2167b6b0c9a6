// npm run configuration: writes docs/CONFIGURATION.md from the services' configuration schemas. With --check
// it compares.
import { readFileSync, writeFileSync } from "node:fs";
import { repositoryPath } from "../packages/provision/src/files.ts";
import { configurationPage } from "./configuration/page.ts";

const file = repositoryPath("docs", "CONFIGURATION.md");
const page = configurationPage();
if (!process.argv.includes("--check")) writeFileSync(file, page);
else if (readFileSync(file, "utf8") !== page) {
  console.error("docs/CONFIGURATION.md is not what the services' schemas say: npm run configuration");
  process.exit(1);
}
