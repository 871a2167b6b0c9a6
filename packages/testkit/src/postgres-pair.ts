import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  chownTo,
  type Postgres,
  placePostgres,
  removePostgres,
  startPostgres,
} from "@metercast/local-servers";
import { withClient } from "@metercast/provision";
import { startTcpProxy, type TcpProxy } from "./proxy.ts";

const STANDBY = "standby";
/** Streaming begins within a second of the standby's start. */
const SYNC_TIMEOUT_MS = 60_000;
/** A standby that has replayed all it got is the new primary in well under a second. */
const PROMOTE_TIMEOUT_SECONDS = 60;

export interface PostgresPair {
  /**
   * Superuser's URL through a proxy that leads to the primary, whichever it is: as the read-write Service
   * of a Kubernetes operator does. Clients need to know one name and nothing of roles; node-postgres has no
   * `target_session_attrs`.
   */
  readonly url: string;
  readonly primary: Postgres;
  readonly standby: Postgres;
  /** Breaks connections on the way, as the network would. */
  readonly proxy: TcpProxy;
  /**
   * Makes the standby the primary and leads the URL to it. The old primary must be dead: it would not know
   * that it is none any more.
   */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A primary with a synchronous standby: a commit is answered when both have it on disk. `prepare` is given
 * the primary alone, before there is a standby (to migrate, say). The standby is made by copying the files
 * of a stopped primary: the embedded Postgres brings no pg_basebackup.
 */
export async function startPostgresPair(options: {
  folder: string;
  prepare(url: string): Promise<void>;
}): Promise<PostgresPair> {
  const [one, other] = [join(options.folder, "one"), join(options.folder, "other")];
  const first = await startPostgres({ folder: one });
  try {
    await options.prepare(first.url);
  } finally {
    await first.stop();
  }
  copyCluster(one, other, first.port, first.url);
  const settings = { synchronous_standby_names: STANDBY };
  const primary = await startPostgres({ folder: one, port: first.port, settings });
  const standby = await startPostgres({ folder: other });
  await waitUntilSynchronous(primary.url);
  const proxy = await startTcpProxy({ targetPort: primary.port });
  const url = new URL(primary.url);
  url.port = String(proxy.port);
  return {
    url: url.toString(),
    primary,
    standby,
    proxy,
    async promote() {
      await withClient(standby.url, (client) =>
        client.query("SELECT pg_promote(true, $1)", [PROMOTE_TIMEOUT_SECONDS]),
      );
      proxy.retarget(standby.port);
    },
    async stop() {
      await proxy.stop();
      await Promise.all([primary.stop(), standby.stop()]);
      for (const folder of [one, other]) removePostgres(folder);
      rmSync(options.folder, { recursive: true, force: true });
    },
  };
}

/** The files of a stopped server, told to follow it. */
function copyCluster(from: string, to: string, port: number, url: string): void {
  const [source, target] = [placePostgres(from), placePostgres(to)];
  mkdirSync(target.folder, { recursive: true, mode: 0o711 });
  copyFileSync(join(source.folder, "password.json"), join(target.folder, "password.json"));
  const data = join(target.folder, "data");
  cpSync(join(source.folder, "data"), data, { recursive: true, verbatimSymlinks: true });
  chmodSync(data, 0o700);
  const { username, password } = new URL(url);
  const conninfo = `host=127.0.0.1 port=${port} user=${username} password=${password} application_name=${STANDBY}`;
  appendFileSync(join(data, "postgresql.auto.conf"), `primary_conninfo = '${conninfo}'\n`);
  writeFileSync(join(data, "standby.signal"), "");
  giveAll(data, target.user);
}

/** cp as root makes files of root; Postgres wants its own. */
function giveAll(path: string, user: Parameters<typeof chownTo>[1]): void {
  if (user === undefined) return;
  chownTo(path, user);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) giveAll(join(path, entry.name), user);
    else chownTo(join(path, entry.name), user);
  }
}

async function waitUntilSynchronous(url: string): Promise<void> {
  for (const end = Date.now() + SYNC_TIMEOUT_MS; Date.now() < end; await sleep(50)) {
    const { rowCount } = await withClient(url, (client) =>
      client.query("SELECT FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'"),
    );
    if (rowCount === 1) return;
  }
  throw new Error(`The Postgres standby did not follow within ${SYNC_TIMEOUT_MS / 1_000} s.`);
}
