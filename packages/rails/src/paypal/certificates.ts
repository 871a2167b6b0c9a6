import { type KeyObject, X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { httpCall } from "./http.ts";

/** The hosts that may give a certificate, and the roots that it must chain to. */
export interface CertificateRule {
  mayFetch(url: URL): boolean;
  /** PEM. Default: those of Node. */
  roots?: readonly string[] | undefined;
}

/** PayPal changes its certificate once a year; more addresses than this are somebody's probing. */
const MOST_CACHED = 16;
const MOST_FETCHES = 4;
/** Leaf, intermediates, root. */
const MOST_IN_CHAIN = 6;
const TIMEOUT_MS = 5_000;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
/** PayPal signs as messageverificationcerts.paypal.com, and …sandbox.paypal.com. */
const SIGNER = /^(?:[a-z0-9-]+\.)+paypal\.com$/;

/** `refused`: the certificate is not PayPal's. `unreachable`: it can't be fetched now. */
export class CertificateError extends Error {
  readonly kind: "refused" | "unreachable";
  constructor(kind: "refused" | "unreachable", message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** The RSA key of the certificate at an address, once its chain and its dates are proved. */
export function certificateKeys(rule: CertificateRule): (url: string, now: Date) => Promise<KeyObject> {
  const chains = new Map<string, readonly X509Certificate[]>();
  const fetching = new Map<string, Promise<readonly X509Certificate[]>>();
  let roots: readonly X509Certificate[] | undefined;
  const chainAt = (url: string): Promise<readonly X509Certificate[]> => {
    const under = fetching.get(url);
    if (under !== undefined) return under;
    if (fetching.size >= MOST_FETCHES) throw new CertificateError("unreachable", "too many at once");
    const started = fetchChain(url).finally(() => fetching.delete(url));
    fetching.set(url, started);
    return started;
  };
  return async (text, now) => {
    const url = allowed(rule, text);
    roots ??= (rule.roots ?? rootCertificates).map((pem) => new X509Certificate(pem));
    const chain = chains.get(url) ?? (await chainAt(url).catch(chains.size > 0 ? asForged : rethrow));
    const key = provedKey(chain, roots, now);
    chains.delete(url);
    chains.set(url, chain);
    const [oldest] = chains.keys();
    if (chains.size > MOST_CACHED && oldest !== undefined) chains.delete(oldest);
    return key;
  };
}

/** PayPal's certificate is known by now, so an address that never gave one is somebody's probing. */
function asForged(cause: unknown): never {
  throw new CertificateError("refused", "the address never gave a certificate", { cause });
}

function rethrow(error: unknown): never {
  throw error;
}

/** A webhook names the address itself: any other host would be a forger's. */
function allowed(rule: CertificateRule, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (url === undefined || !isPlain || !rule.mayFetch(url))
    throw new CertificateError("refused", "the certificate's address is not PayPal's");
  return url.href;
}

async function fetchChain(url: string): Promise<readonly X509Certificate[]> {
  const answer = await httpCall(url, { method: "GET" }, TIMEOUT_MS).catch((cause: unknown) => {
    throw new CertificateError("unreachable", "PayPal does not give its certificate", { cause });
  });
  if (answer.status >= 500) throw new CertificateError("unreachable", `PayPal answers ${answer.status}`);
  const texts = answer.text.match(PEM) ?? [];
  if (answer.status !== 200 || texts.length === 0 || texts.length > MOST_IN_CHAIN)
    throw new CertificateError("refused", "no certificate chain is there");
  try {
    return texts.map((pem) => new X509Certificate(pem));
  } catch (cause) {
    throw new CertificateError("refused", "no certificate can be read there", { cause });
  }
}

/** Checked at each use: a cached certificate expires, too. */
function provedKey(
  [leaf, ...others]: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: Date,
): KeyObject {
  if (leaf === undefined) throw new CertificateError("refused", "there is no certificate");
  if (!namesOf(leaf).some((name) => SIGNER.test(name)))
    throw new CertificateError("refused", "the certificate is for another name");
  if (leaf.publicKey.asymmetricKeyType !== "rsa")
    throw new CertificateError("refused", "the certificate's key is no RSA key");
  if (!reachesRoot(leaf, others, roots, now))
    throw new CertificateError("refused", "the certificate does not chain to a known root now");
  return leaf.publicKey;
}

/** From the leaf upwards; every certificate is used once at most, so the walk ends. */
function reachesRoot(
  certificate: X509Certificate,
  others: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: Date,
): boolean {
  if (!isValid(certificate, now)) return false;
  if (roots.some((root) => isValid(root, now) && isIssuer(root, certificate))) return true;
  return others.some(
    (other) =>
      isIssuer(other, certificate) &&
      reachesRoot(
        other,
        others.filter((each) => each !== other),
        roots,
        now,
      ),
  );
}

const isValid = (certificate: X509Certificate, now: Date): boolean =>
  certificate.validFromDate <= now && now <= certificate.validToDate;

const isIssuer = (issuer: X509Certificate, certificate: X509Certificate): boolean =>
  issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

function namesOf(certificate: X509Certificate): string[] {
  const alternative = [...(certificate.subjectAltName ?? "").matchAll(/DNS:([^,\s]+)/g)].map(
    ([, name = ""]) => name,
  );
  return alternative.length > 0 ? alternative : [/^CN=(.+)$/m.exec(certificate.subject)?.[1] ?? ""];
}
