import type { ServiceName } from "../../packages/provision/src/index.ts";
import {
  allVariables,
  SERVICE_VARIABLES,
  STANDARD_VARIABLES,
  TOOL_VARIABLES,
  type Variable,
} from "./variables.ts";

const HEAD = `# Configuration

Every variable, generated from \`services/<name>/src/config.ts\` by \`npm run configuration\`. \`npm run check\` fails if this page, a
manifest or the compose file differs. An empty variable counts as not set. A service with a missing or wrong variable
ends with one line that names it, without its value. **Secret** variables come from a Secret or an env file, never from a
manifest.
`;

export function configurationPage(): string {
  const services = Object.keys(SERVICE_VARIABLES) as ServiceName[];
  const variables = allVariables();
  const shared = variables.filter(({ readers }) => readers.length > 1);
  const sections = [
    section("Read by more than one service", shared, true),
    ...services.map((service) =>
      section(
        service,
        variables.filter(({ readers }) => readers.length === 1 && readers[0] === service),
        false,
      ),
    ),
    section("Standard names", STANDARD_VARIABLES, true),
    section("Commands", TOOL_VARIABLES, true),
  ];
  return `${HEAD}\n${sections.join("\n")}`;
}

function section(title: string, variables: readonly Variable[], withReaders: boolean): string {
  const head = ["name", ...(withReaders ? ["read by"] : []), "type", "default", ""];
  const rows = variables.map((variable) => [
    `\`${variable.name}\``,
    ...(withReaders ? [variable.readers.join(", ")] : []),
    [variable.type, variable.bounds].filter(Boolean).join(", "),
    variable.required ? "**required**" : variable.default ? `\`${variable.default}\`` : "",
    `${variable.secret ? "**Secret.** " : ""}${variable.description}`,
  ]);
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `## ${title}\n\n${[head, head.map(() => "---"), ...rows].map(line).join("\n")}\n`;
}
