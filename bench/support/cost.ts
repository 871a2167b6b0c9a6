import { readdirSync, readFileSync } from "node:fs";
import { withClient } from "@metercast/testkit";

/** Linux counts processor time in hundredths of a second (USER_HZ), on every architecture that Node runs on. */
const TICKS_PER_SECOND = 100;

/** What was spent since `startCost`. */
export interface Cost {
  /** name → seconds of processor, user and system; `postgres_for_<service>` is part of `postgres`. */
  cpuSeconds: Record<string, number>;
  walBytes: number;
}

/**
 * Measures what the named processes and Postgres (all of it: backends, WAL writer, checkpointer, autovacuum) spend from now on. Processor time, unlike
 * elapsed time, hardly depends on what else the machine does.
 */
export async function startCost(
  adminUrl: string,
  pids: Readonly<Record<string, number>>,
): Promise<() => Promise<Cost>> {
  const postmaster = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    return stat(rows[0]!.pid).parent;
  });
  const look = async () => ({
    wal: await walPosition(adminUrl),
    cpu: {
      ...Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, stat(pid).own])),
      postgres: withChildren(postmaster),
      ...(await byService(adminUrl)),
    } as Record<string, number>,
  });
  const before = await look();
  return async () => {
    const after = await look();
    const cpuSeconds = Object.fromEntries(
      Object.entries(after.cpu).map(([name, ticks]) => [
        name,
        (ticks - (before.cpu[name] ?? 0)) / TICKS_PER_SECOND,
      ]),
    );
    return { cpuSeconds, walBytes: after.wal - before.wal };
  };
}

/** What the connections of each service have used; they stay open. */
async function byService(adminUrl: string): Promise<Record<string, number>> {
  const rows = await withClient(adminUrl, async (client) => {
    const result = await client.query<{ pid: number; service: string }>(
      `SELECT pid, substr(application_name, 11) AS service FROM pg_stat_activity
       WHERE application_name LIKE 'metercast-%' AND datname = current_database()`,
    );
    return result.rows;
  });
  const ticks: Record<string, number> = {};
  for (const { pid, service } of rows) {
    const name = `postgres_for_${service}`;
    ticks[name] = (ticks[name] ?? 0) + stat(pid).own;
  }
  return ticks;
}

async function walPosition(adminUrl: string): Promise<number> {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ at: string }>("SELECT pg_current_wal_insert_lsn() - '0/0' AS at");
    return Number(rows[0]!.at);
  });
}

/** In ticks. A child that ends is counted in `ended` of its parent from then on. */
function stat(pid: number): { parent: number; own: number; ended: number } {
  // The name, in parentheses, may hold spaces.
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ")
    .map(Number);
  const [parent, user, system, endedUser, endedSystem] = [1, 11, 12, 13, 14].map((i) => fields[i]!);
  return { parent: parent!, own: user! + system!, ended: endedUser! + endedSystem! };
}

function withChildren(pid: number): number {
  const { own, ended } = stat(pid);
  const children = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return children.reduce((sum, child) => sum + ownIfChild(child, pid), own + ended);
}

function ownIfChild(pid: number, parent: number): number {
  try {
    const found = stat(pid);
    return found.parent === parent ? found.own : 0;
  } catch {
    return 0; // it ended meanwhile
  }
}
