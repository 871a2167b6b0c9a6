import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { debianSources, findNatsServer, placePostgres } from "../../packages/local-servers/src/index.ts";
import { repositoryPath } from "../../packages/provision/src/index.ts";
import { run, type Stopwatch, succeeds } from "./commands.ts";
import { installDebianPackages } from "./engine.ts";

const BUILD_TIMEOUT_MS = 600_000;
/** A reachable registry responds at once; the first layer takes longer. */
const PULL_TIMEOUT_MS = 180_000;

/** The variables that Dockerfile and compose.yaml take their bases from. */
export type BaseImages = Partial<Record<"NODE_IMAGE" | "POSTGRES_IMAGE" | "NATS_IMAGE", string>>;

const MAKERS = {
  NODE_IMAGE: ["node", node],
  POSTGRES_IMAGE: ["postgres", postgres],
  NATS_IMAGE: ["nats", nats],
} as const;

/**
 * Empty if `official` can be pulled. Else stand-ins of the wanted images, built from this machine's own
 * files, with the same versions and ports.
 */
export async function baseImages(
  official: string,
  wanted: readonly (keyof typeof MAKERS)[],
  watch: Stopwatch,
): Promise<BaseImages> {
  const pulled = await watch.time(`asking for ${official}`, () =>
    succeeds("docker", ["pull", "-q", official], PULL_TIMEOUT_MS),
  );
  if (pulled) return {};
  const work = mkdtempSync(join(tmpdir(), "metercast-images-"));
  const images: BaseImages = {};
  try {
    await watch.time("base: Debian (debootstrap)", () => debian(work));
    for (const variable of wanted) {
      const [name, make] = MAKERS[variable];
      await watch.time(`base: ${name}`, () => make(work));
      images[variable] = `${LOCAL}/${name}`;
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return images;
}

const LOCAL = "metercast-local";

async function debian(work: string): Promise<void> {
  if (!existsSync("/usr/sbin/debootstrap")) await installDebianPackages("debootstrap");
  const [source] = debianSources();
  const mirror = source?.line.split(/\s+/).find((word) => /^https?:/.test(word));
  if (source === undefined || mirror === undefined)
    throw new Error("No image can be pulled, and this machine has no Debian mirror to make one from.");
  const root = join(work, "root");
  const include = "--include=libstdc++6,wget";
  await run("debootstrap", ["--variant=minbase", include, source.suite, root, mirror], {
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  for (const folder of [
    "var/cache/apt/archives",
    "var/lib/apt/lists",
    "usr/share/doc",
    "usr/share/man",
    "usr/share/locale",
  ])
    rmSync(join(root, folder), { recursive: true, force: true });
  await run("sh", ["-c", `tar -C "$0" -c . | docker import - ${LOCAL}/debian`, root], {
    timeoutMs: BUILD_TIMEOUT_MS,
  });
  rmSync(root, { recursive: true, force: true });
}

/** Builds FROM our Debian with `files` (name in the context → path on this machine) and these lines. */
async function build(
  work: string,
  name: string,
  files: Record<string, string>,
  lines: string[],
): Promise<void> {
  const context = join(work, name);
  mkdirSync(context);
  for (const [file, path] of Object.entries(files))
    cpSync(path, join(context, file), { recursive: true, verbatimSymlinks: true });
  writeFileSync(join(context, "Dockerfile"), [`FROM ${LOCAL}/debian`, ...lines, ""].join("\n"));
  await run("docker", ["build", "--network", "host", "-q", "-t", `${LOCAL}/${name}`, context], {
    timeoutMs: BUILD_TIMEOUT_MS,
    env: { DOCKER_BUILDKIT: "0" },
  });
  rmSync(context, { recursive: true, force: true });
}

/** Node 24 and npm where the official image has them, and its user `node`. */
async function node(work: string): Promise<void> {
  const program = (await run("sh", ["-c", "command -v npm"], { timeoutMs: 30_000 })).trim();
  // …/npm/bin/npm-cli.js
  const npm = join(dirname(realpathSync(program)), "..");
  await build(work, "node", { node: realpathSync(process.execPath), npm }, [
    "COPY node /usr/local/bin/node",
    "COPY npm /usr/local/lib/node_modules/npm",
    "RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && useradd --uid 1000 --create-home node",
    'CMD ["node"]',
  ]);
}

const POSTGRES_ENTRYPOINT = `#!/bin/bash
# What the official image's entrypoint does, as far as compose.yaml and the tests need it.
set -e
export PGDATA=/var/lib/postgresql/18/docker
if [ "$(id -u)" = 0 ]; then
  mkdir -p "$PGDATA" && chown -R postgres "$PGDATA" && chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --clear-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  user=\${POSTGRES_USER:-postgres}
  initdb --username="$user" --pwfile=<(printf %s "$POSTGRES_PASSWORD") --auth=scram-sha-256 $POSTGRES_INITDB_ARGS > /dev/null
  echo "host all all all scram-sha-256" >> "$PGDATA/pg_hba.conf"
  if [ "\${POSTGRES_DB:-$user}" != postgres ]; then
    printf 'CREATE DATABASE "%s";\\n' "\${POSTGRES_DB:-$user}" | postgres --single -D "$PGDATA" postgres > /dev/null
  fi
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/tmp
`;

/** npm's build of Postgres has no client programs, so the check only tests the port. */
const PG_ISREADY = `#!/bin/bash
exec 3<>/dev/tcp/127.0.0.1/5432
`;

async function postgres(work: string): Promise<void> {
  const { native } = placePostgres(join(work, "nowhere"));
  const [entrypoint, ready] = [join(work, "entrypoint"), join(work, "ready")];
  writeFileSync(entrypoint, POSTGRES_ENTRYPOINT, { mode: 0o755 });
  writeFileSync(ready, PG_ISREADY, { mode: 0o755 });
  await build(work, "postgres", { native, entrypoint, ready }, [
    "COPY native /usr/lib/postgresql/18",
    "COPY entrypoint /usr/local/bin/docker-entrypoint.sh",
    "COPY ready /usr/local/bin/pg_isready",
    "RUN useradd --uid 999 postgres && mkdir -p /var/lib/postgresql && chown postgres /var/lib/postgresql",
    "ENV PATH=/usr/lib/postgresql/18/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["postgres"]',
  ]);
}

async function nats(work: string): Promise<void> {
  const { path } = await findNatsServer({ cacheFolder: repositoryPath(".cache") });
  await build(work, "nats", { "nats-server": path }, [
    "COPY nats-server /usr/local/bin/nats-server",
    'ENTRYPOINT ["nats-server"]',
    'CMD ["--config", "/etc/nats/nats-server.conf"]',
  ]);
}
