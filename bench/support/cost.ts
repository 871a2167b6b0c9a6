import { readdirSync } from "node:fs";
import { withClient } from "@metercast/provision";
import { processorOf, cpuSeconds as used } from "./processes.ts";

/** The cost since `startCost`. */
export interface Cost {
  /** name → seconds of processor, user and system; `postgres_for_<service>` is part of `postgres`. */
  cpuSeconds: Record<string, number>;
  walBytes: number;
}

/**
 * Measures the processor time of the named processes and of Postgres (backends, WAL writer, checkpointer,
 * autovacuum) from now on. Unlike elapsed time, it hardly depends on other load.
 */
export async function startCost(
  adminUrl: string,
  pids: Readonly<Record<string, number>>,
): Promise<() => Promise<Cost>> {
  const postmaster = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    return processorOf(rows[0]!.pid).parent;
  });
  const look = async () => ({
    wal: await walPosition(adminUrl),
    cpu: {
      ...Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, used(pid)])),
      postgres: withChildren(postmaster),
      ...(await byService(adminUrl)),
    } as Record<string, number>,
  });
  const before = await look();
  return async () => {
    const after = await look();
    const cpuSeconds = Object.fromEntries(
      Object.entries(after.cpu).map(([name, seconds]) => [name, seconds - (before.cpu[name] ?? 0)]),
    );
    return { cpuSeconds, walBytes: after.wal - before.wal };
  };
}

/** Processor time by service of the open connections. A closed connection counts as `postgres` only. */
async function byService(adminUrl: string): Promise<Record<string, number>> {
  const rows = await withClient(adminUrl, async (client) => {
    const result = await client.query<{ pid: number; service: string }>(
      `SELECT pid, substr(application_name, 11) AS service FROM pg_stat_activity
       WHERE application_name LIKE 'metercast-%' AND datname = current_database()`,
    );
    return result.rows;
  });
  const seconds: Record<string, number> = {};
  for (const { pid, service } of rows) {
    const name = `postgres_for_${service}`;
    seconds[name] = (seconds[name] ?? 0) + used(pid);
  }
  return seconds;
}

async function walPosition(adminUrl: string): Promise<number> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ at: string }>("SELECT pg_current_wal_insert_lsn() - '0/0' AS at");
    return Number(rows[0]!.at);
  });
}

/** The parent accounts for an ended child. */
function withChildren(pid: number): number {
  const { own, ended } = processorOf(pid);
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return children.reduce((sum, child) => sum + ownIfChild(child, pid), own + ended);
}

function ownIfChild(pid: number, parent: number): number {
  try {
    const found = processorOf(pid);
    return found.parent === parent ? found.own : 0;
  } catch {
    return 0; // ended meanwhile
  }
}
