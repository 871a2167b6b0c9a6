// npm run dashboards: writes Grafana's JSON files from scripts/dashboards/list.ts.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryPath } from "../packages/provision/src/files.ts";
import { DASHBOARDS } from "./dashboards/list.ts";
import { toGrafana } from "./dashboards/panels.ts";

const folder = repositoryPath("deploy", "observability", "grafana");
mkdirSync(folder, { recursive: true });
for (const dashboard of DASHBOARDS)
  writeFileSync(join(folder, `${dashboard.name}.json`), `${JSON.stringify(toGrafana(dashboard), null, 2)}\n`);
console.log(`${DASHBOARDS.length} dashboards in deploy/observability/grafana`);
