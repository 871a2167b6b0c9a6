#!/usr/bin/env node
// Replaces Prisma's native schema engine, which the CLI would download from a host that not every network
// reaches. Runs the official WASM build of the same engine (pinned to the CLI's commit) over node-postgres
// and implements the CLI's protocol: one JSON-RPC request a line on stdin. The CLI uses it if
// PRISMA_SCHEMA_ENGINE_BINARY names this file.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import * as glue from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

/** Settings of Prisma's URLs that Postgres does not accept. */
const PRISMA_PARAMETERS = [
  "schema",
  "pgbouncer",
  "connection_limit",
  "pool_timeout",
  "connect_timeout",
  "sslaccept",
  "socket_timeout",
];
/** The type "char" of Postgres (one byte), found in its catalogues. */
const CHAR_OID = 18;
const TEXT_OID = 25;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    datamodels: { type: "string", multiple: true, short: "d" },
    datasource: { type: "string" },
    "enabled-preview-features": { type: "string" },
    "extension-types": { type: "string" },
    version: { type: "boolean" },
  },
});
const datasource = JSON.parse(values.datasource ?? "{}");

if (values.version) console.log("schema-engine-cli wasm-shim");
else if (positionals[0] === "cli") process.exitCode = await runCommand(positionals[1]);
else serve();

/** Splits Prisma's URL into node-postgres' URL and the schema. */
function target(urlText) {
  const url = new URL(urlText);
  const schema = url.searchParams.get("schema") ?? "public";
  for (const name of PRISMA_PARAMETERS) url.searchParams.delete(name);
  return {
    connectionString: url.toString(),
    schema,
    database: decodeURIComponent(url.pathname.slice(1)),
    url,
  };
}

function quoted(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

function log(level, fields) {
  const line = { timestamp: new Date().toISOString(), level, fields, target: "schema_engine::logger" };
  process.stderr.write(`${JSON.stringify(line)}\n`);
}

async function withClient(connectionString, work) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function onMaintenanceDatabase(place, sql) {
  const url = new URL(place.url);
  url.pathname = "/postgres";
  try {
    await withClient(url.toString(), (client) => client.query(sql));
  } catch (error) {
    // duplicate_database, unique_violation: a concurrent deploy created it.
    if (error.code !== "42P04" && error.code !== "23505") throw error;
  }
}

/** The CLI's own commands: exit code 0, or 1 with Prisma's error code on stderr. */
async function runCommand(command) {
  const place = target(datasource.url);
  try {
    if (command === "can-connect-to-database") {
      await withClient(place.connectionString, () => undefined);
      log("INFO", { message: "Connection successful" });
    } else if (command === "create-database") {
      await onMaintenanceDatabase(place, `CREATE DATABASE ${quoted(place.database)}`);
    } else if (command === "drop-database") {
      await onMaintenanceDatabase(place, `DROP DATABASE IF EXISTS ${quoted(place.database)} WITH (FORCE)`);
    }
    return 0;
  } catch (error) {
    const [errorCode, message] = prismaError(error, place);
    process.stderr.write("\n");
    log("ERROR", { is_panic: false, error_code: errorCode, message, meta: {} });
    return 1;
  }
}

function prismaError(error, place) {
  if (error.code === "3D000") return ["P1003", `Database \`${place.database}\` does not exist`];
  if (error.code === "28P01" || error.code === "28000") {
    return [
      "P1000",
      "Authentication failed against database server, the provided database credentials are not valid.",
    ];
  }
  if (error.code?.startsWith?.("ECONN") || error.code === "ENOTFOUND") {
    return ["P1001", `Can't reach database server at \`${place.url.host}\``];
  }
  return ["P1010", error.message];
}

/**
 * adapter-pg splits scripts at ";", which breaks function bodies, so this sends a script in one
 * simple-query message as the native engine does. adapter-pg also refuses the type "char", which the engine
 * reads when it describes a schema, so this returns it as text.
 */
function patched(adapter) {
  adapter.executeScript = async (sql) => {
    try {
      await adapter.client.query(sql);
    } catch (error) {
      adapter.onError(error);
    }
  };
  let characters = [];
  const query = adapter.client.query.bind(adapter.client);
  adapter.client.query = async (...args) => {
    const result = await query(...args);
    if (Array.isArray(result)) return result;
    characters = [];
    result.fields?.forEach((field, index) => {
      if (field.dataTypeID !== CHAR_OID) return;
      field.dataTypeID = TEXT_OID;
      characters.push(index);
    });
    return result;
  };
  const queryRaw = adapter.queryRaw.bind(adapter);
  adapter.queryRaw = async (...args) => {
    const result = await queryRaw(...args);
    for (const index of characters) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

async function open(place) {
  const pool = {
    connectionString: place.connectionString,
    max: 1,
    options: `-c search_path=${quoted(place.schema)}`,
  };
  return patched(await new PrismaPg(pool, { schema: place.schema }).connect());
}

/** A temporary database for `migrate dev` and `diff`. */
async function openShadow(place) {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const run = (sql) => withClient(place.connectionString, (client) => client.query(sql));
  await run(`CREATE DATABASE ${quoted(name)}`);
  const url = new URL(place.url);
  url.pathname = `/${name}`;
  const adapter = await open({ ...place, connectionString: url.toString() });
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await run(`DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
  };
  return adapter;
}

let engine;
async function schemaEngine() {
  if (engine !== undefined) return engine;
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: "",
    get() {
      return this.message;
    },
    set_message(text) {
      this.message = `RuntimeError: ${text}`;
    },
  };
  const script = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const { instance } = await WebAssembly.instantiate(readFileSync(script.replace(/\.js$/, ".wasm")), {
    "./schema_engine_bg.js": glue,
  });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const place = target(datasource.url ?? "postgresql://127.0.0.1:1/none");
  const factory = bindMigrationAwareSqlAdapterFactory({
    provider: "postgres",
    adapterName: "@prisma/adapter-pg",
    connect: () => open(place),
    connectToShadowDb: () =>
      datasource.shadowDatabaseUrl ? open(target(datasource.shadowDatabaseUrl)) : openShadow(place),
  });
  const datamodels = (values.datamodels ?? []).map((path) => [path, readFileSync(path, "utf8")]);
  const input = { datamodels: datamodels.length > 0 ? datamodels : undefined };
  engine = await glue.SchemaEngine.new(input, () => {}, factory);
  return engine;
}

async function call(method, params) {
  if (method === "createDatabase") {
    const place = target(datasource.url);
    await onMaintenanceDatabase(place, `CREATE DATABASE ${quoted(place.database)}`);
    return { databaseName: place.database };
  }
  const wasm = await schemaEngine();
  const name = method === "getDatabaseVersion" ? "version" : method;
  if (typeof wasm[name] !== "function") throw new Error(`the WASM schema engine has no method ${method}`);
  return (await wasm[name](params)) ?? {};
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

async function answer(request) {
  try {
    const result = await call(request.method, request.params);
    // The native engine prints a diff while it works; the WASM build returns it at the end.
    if (request.method === "diff" && typeof result.stdout === "string") {
      send({ id: Date.now(), method: "print", params: { content: result.stdout } });
    }
    send({ id: request.id, result });
  } catch (error) {
    const panic = error?.name === "RuntimeError";
    const message = panic ? globalThis.PRISMA_WASM_PANIC_REGISTRY.get() : (error?.message ?? String(error));
    const data = { is_panic: panic, message, meta: error?.meta ?? null, error_code: error?.code ?? null };
    send({
      id: request.id,
      error: { code: 4466, message: "An error happened. Check the data field for details.", data },
    });
  }
}

function serve() {
  let queue = Promise.resolve();
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      if (line.trim() === "") return;
      const request = JSON.parse(line);
      if (request.method === undefined) return; // the CLI's answer to our "print"
      queue = queue.then(() => answer(request));
    })
    .on("close", () => queue.then(() => process.exit(0)));
}
