import { freePort } from "@metercast/local-servers";
import { createTestDatabase, type TestDatabase } from "@metercast/testkit";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isInfrastructureFailure, MetercastError, sqlStateOf } from "./errors.ts";

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

async function query(sql: string, url = database.adminUrl): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return await client.query(sql);
  } finally {
    await client.end().catch(() => undefined);
  }
}

describe("infrastructure failures", () => {
  it("are those of a database that can't be reached, lets nobody in, closes the connection, or times out", async () => {
    const nobody = `postgres://u:p@127.0.0.1:${await freePort()}/x`;
    const stranger = Object.assign(new URL(database.adminUrl), { password: "of-yesterday" }).toString();
    for (const work of [
      () => query("SELECT 1", nobody),
      () => query("SELECT 1", stranger),
      () => query("SELECT pg_terminate_backend(pg_backend_pid())"),
      () => query("SET statement_timeout = 1; SELECT pg_sleep(1)"),
    ]) {
      const error = await failure(work());
      expect(isInfrastructureFailure(error), String(error)).toBe(true);
      expect(MetercastError.from(error).code).toBe("unavailable");
    }
  });

  it("are those of a database that gives no answer, of one that only reads, and of a session that idled too long", async () => {
    const impatient = (sql: string) => {
      const client = new pg.Client({ connectionString: database.adminUrl, query_timeout: 300 });
      client.on("error", () => undefined);
      return client
        .connect()
        .then(() => client.query(sql))
        .finally(() => client.end().catch(() => undefined));
    };
    for (const work of [
      () => impatient("SELECT pg_sleep(600)"),
      () => query("BEGIN READ ONLY; CREATE TABLE t ()"),
    ]) {
      const error = await failure(work());
      expect(MetercastError.from(error).code, String(error)).toBe("unavailable");
    }
    const idled = Object.assign(new Error("terminating connection"), { cause: { originalCode: "25P03" } });
    expect(MetercastError.from(idled).code).toBe("unavailable");
  });

  it("are not those of a statement that is wrong, or of our own code", async () => {
    for (const sql of ["SELECT 1/0", "SELEC", "SELECT * FROM nowhere", "SELECT 'x'::int"]) {
      const error = await failure(query(sql));
      expect(sqlStateOf(error)).toMatch(/^(22|42)/);
      expect(isInfrastructureFailure(error), sql).toBe(false);
    }
    expect(isInfrastructureFailure(new TypeError("x is undefined"))).toBe(false);
    expect(isInfrastructureFailure(new MetercastError("invalid_request"))).toBe(false);
    expect(MetercastError.from(new TypeError("secret text")).message).not.toContain("secret");
  });

  it("are those of a connection that breaks while a COMMIT waits for its answer, which Prisma tells by one word", () => {
    const cause = { kind: "ConnectionClosed" };
    const lost = Object.assign(new Error(cause.kind, { cause }), { name: "DriverAdapterError" });
    expect(MetercastError.from(lost).code).toBe("unavailable");
    const wrong = Object.assign(new Error("InvalidInputValue"), { name: "DriverAdapterError" });
    expect(MetercastError.from(wrong).code).toBe("internal");
  });

  it("are found behind the errors that wrap them", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(
      isInfrastructureFailure(new Error("outer", { cause: new Error("inner", { cause: refused }) })),
    ).toBe(true);
  });
});
