import { repositoryPath, type ServiceName, serviceSchemas } from "../../packages/provision/src/index.ts";
import { z } from "../../packages/runtime/src/index.ts";
import { variables as billing } from "../../services/billing/src/config.ts";
import { variables as gateway } from "../../services/gateway/src/config.ts";
import { variables as notifications } from "../../services/notifications/src/config.ts";
import { variables as wallet } from "../../services/wallet/src/config.ts";
import { variables as withdrawals } from "../../services/withdrawals/src/config.ts";

export const SERVICE_VARIABLES: Readonly<Record<ServiceName, Readonly<Record<string, z.ZodType>>>> = {
  wallet,
  billing,
  withdrawals,
  notifications,
  gateway,
};

export interface Variable {
  name: string;
  /** The services or the command that read it. */
  readers: string[];
  /** "integer", "string", "0 or 1", … */
  type: string;
  /** "1 to 65535"; empty if unbounded. */
  bounds: string;
  /** As it would be written in the environment; undefined: none. */
  default: string | undefined;
  required: boolean;
  secret: boolean;
  description: string;
}

/** The variables of one service, in the order of its configuration. */
export function variablesOf(service: ServiceName): Variable[] {
  return Object.entries(SERVICE_VARIABLES[service]).map(([name, schema]) => {
    const { description, secret } = (schema.meta() ?? {}) as { description?: string; secret?: boolean };
    if (description === undefined) throw new Error(`${service}: ${name} does not say what it means.`);
    const unset = defaultOf(schema);
    return {
      name,
      readers: [service],
      ...typeOf(schema),
      default: unset,
      required: unset === undefined && !schema.safeParse(undefined).success,
      secret: secret === true,
      description,
    };
  });
}

/** The value with the same effect as an unset variable. */
function defaultOf(schema: z.ZodType): string | undefined {
  // Paths are relative to the repository, so that the page is the same on every machine.
  if (schema instanceof z.ZodDefault)
    return String(schema.def.defaultValue).replace(`${repositoryPath()}/`, "");
  if (schema instanceof z.ZodPipe) return defaultOf(schema.def.in as z.ZodType);
  return undefined;
}

function typeOf(schema: z.ZodType): { type: string; bounds: string } {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)
    return typeOf(schema.def.innerType as z.ZodType);
  if (schema instanceof z.ZodBigInt)
    return { type: "integer", bounds: range(schema.minValue ?? undefined, schema.maxValue ?? undefined) };
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  if (json.enum !== undefined) return { type: json.enum.join(", "), bounds: "" };
  if (json.format === "uri") return { type: "URL", bounds: "" };
  const least = json.exclusiveMinimum === 0 ? "above 0" : json.minimum;
  return { type: String(json.type ?? "string"), bounds: range(least, json.maximum) };
}

function range(least: unknown, most: unknown): string {
  if (least === undefined) return most === undefined ? "" : `up to ${most}`;
  return most === undefined ? `${least} or more` : `${least} to ${most}`;
}

const tool = (
  name: string,
  readers: string[],
  description: string,
  more: Partial<Variable> = {},
): Variable => ({
  name,
  readers,
  type: "string",
  bounds: "",
  default: undefined,
  required: false,
  secret: false,
  description,
  ...more,
});

export const TOOL_VARIABLES: readonly Variable[] = [
  tool(
    "DATABASE_URL",
    ["npm start", "migrate"],
    "The database, with a role that may make schemas; also roles, where the services' are not there yet. Without it `npm start` brings Postgres 18.",
    { secret: true },
  ),
  tool("METERCAST_HOME", ["npm start", "migrate"], "Data, logs and secrets of the embedded servers.", {
    default: ".metercast",
  }),
  ...serviceSchemas().map(({ service }) =>
    tool(
      `${service.toUpperCase()}_DATABASE_PASSWORD`,
      ["migrate"],
      `Password of the role \`metercast_${service}\`; one is made and kept in \`METERCAST_HOME\` where it is not given.`,
      { secret: true },
    ),
  ),
];

/** Standard names that libraries read. */
export const STANDARD_VARIABLES: readonly Variable[] = [
  tool(
    "OTEL_*",
    ["all services"],
    "OpenTelemetry's own names. Traces leave where `OTEL_EXPORTER_OTLP_ENDPOINT` says.",
  ),
  tool(
    "NODE_EXTRA_CA_CERTS",
    ["all services"],
    "A PEM file with the CA that signed the broker's certificate, where `NATS_URL` begins with `tls://`.",
  ),
];

/** All services' variables, each name once for each meaning that it has. */
export function allVariables(): Variable[] {
  const found: Variable[] = [];
  for (const service of Object.keys(SERVICE_VARIABLES) as ServiceName[]) {
    for (const variable of variablesOf(service)) {
      const same = found.find((other) => meaning(other) === meaning(variable));
      if (same === undefined) found.push(variable);
      else same.readers.push(service);
    }
  }
  return found;
}

const meaning = ({ readers: _, ...rest }: Variable): string => JSON.stringify(rest);

export function reads(service: ServiceName, name: string): boolean {
  if (name in SERVICE_VARIABLES[service]) return true;
  return STANDARD_VARIABLES.some((standard) =>
    standard.name.endsWith("*") ? name.startsWith(standard.name.slice(0, -1)) : name === standard.name,
  );
}
