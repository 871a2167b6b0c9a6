import { readFileSync } from "node:fs";
import { repositoryPath } from "@metercast/provision";
import { expect, it } from "vitest";
import { allVariables, reads, STANDARD_VARIABLES, TOOL_VARIABLES, variablesOf } from "./variables.ts";

const known = new Set([...allVariables(), ...TOOL_VARIABLES, ...STANDARD_VARIABLES].map(({ name }) => name));

it("every variable in docs/RUNNING.md is one that a service or a command reads", () => {
  const readme = readFileSync(repositoryPath("docs/RUNNING.md"), "utf8");
  const rows = readme.split("\n").filter((line) => /^\| `[A-Z]/.test(line));
  const names = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([A-Z_*]+)`/g)].map(([, name]) => name),
  );
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !known.has(name ?? ""))).toEqual([]);
});

it("what carries a password, a key or a secret is marked as secret, and has no default that opens anything", () => {
  const all = [...allVariables(), ...TOOL_VARIABLES];
  const sensitive = all.filter(({ name }) => /SECRET|PASSWORD|DATABASE_URL|NATS_URL/.test(name));
  expect(sensitive.length).toBeGreaterThan(10);
  expect(sensitive.filter(({ secret }) => !secret)).toEqual([]);
  expect(all.filter((variable) => variable.secret && variable.default)).toEqual([]);
});

it("types, bounds and defaults are read from the schemas, also of big integers and of what is parsed further", () => {
  const find = (name: string) => variablesOf("withdrawals").find((variable) => variable.name === name);
  expect(find("WITHDRAWAL_MINIMUM_CENTS")).toMatchObject({
    type: "integer",
    default: "5000",
    required: false,
  });
  expect(find("WALLET_GRPC_ADDRESS")).toMatchObject({ required: true, secret: false });
  expect(find("ATTEMPT_LEASE_SECONDS")).toMatchObject({ bounds: "above 0 to 600" });
  expect([reads("wallet", "OTEL_SERVICE_NAME"), reads("wallet", "PORT")]).toEqual([true, false]);
});
