import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface DebianSource {
  suite: string;
  /** One line for a sources.list of our own. */
  line: string;
}

/** Debian's suites with a recent nats-server, oldest first, because older ones depend on less. */
const DEBIAN_SUITES = ["trixie", "forky"];

/**
 * Package sources at this machine's own mirror, for suites with nats-server 2.10 or newer. Empty on
 * machines without apt.
 */
export function debianSources(etc = "/etc"): DebianSource[] {
  const release = join(etc, "os-release");
  if (!existsSync(release)) return [];
  const facts = readFileSync(release, "utf8");
  const id = /^ID="?(\w+)/m.exec(facts)?.[1];
  const codename = /^VERSION_CODENAME="?(\w+)/m.exec(facts)?.[1];
  const mirror = ownMirror(join(etc, "apt"), codename);
  if (mirror === undefined) return [];
  const suites = id === "debian" ? DEBIAN_SUITES : codename === undefined ? [] : [codename];
  const component = id === "ubuntu" ? "universe" : "main";
  const keyring = `/usr/share/keyrings/${id}-archive-keyring.gpg`;
  const options = existsSync(keyring) ? `[signed-by=${keyring}] ` : "";
  return suites.map((suite) => ({ suite, line: `deb ${options}${mirror} ${suite} ${component}` }));
}

/** The first mirror of the machine's release (no security updates, no third parties). */
function ownMirror(apt: string, codename: string | undefined): string | undefined {
  for (const text of sourceFiles(apt)) {
    for (const { uri, suite } of [...oneLineSources(text), ...stanzas(text)]) {
      if (/^(https?|mirror)/.test(uri) && (suite === codename || suite === "stable" || suite === "testing"))
        return uri;
    }
  }
  return undefined;
}

function sourceFiles(apt: string): string[] {
  const parts = join(apt, "sources.list.d");
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  const files = [join(apt, "sources.list"), ...names.map((name) => join(parts, name))];
  // The distribution's files first: a third party may name its suite "stable" too.
  const rank = (file: string) => (/(sources\.list|debian\.sources|ubuntu\.sources)$/.test(file) ? 0 : 1);
  return files
    .filter((file) => existsSync(file) && /\.(list|sources)$/.test(file))
    .sort((a, b) => rank(a) - rank(b))
    .map((file) => readFileSync(file, "utf8"));
}

/** `deb [options] uri suite component…` */
function oneLineSources(text: string): { uri: string; suite: string }[] {
  const lines = text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)\s/gm);
  return [...lines].map(([, uri = "", suite = ""]) => ({ uri, suite }));
}

/** deb822: stanzas of `URIs:` and `Suites:`. */
function stanzas(text: string): { uri: string; suite: string }[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) =>
      new RegExp(`^${name}:\\s*(.+)$`, "m").exec(stanza)?.[1]?.trim().split(/\s+/) ?? [];
    const uri = field("URIs")[0];
    if (uri === undefined || !field("Types").includes("deb")) return [];
    return field("Suites").map((suite) => ({ uri, suite }));
  });
}
