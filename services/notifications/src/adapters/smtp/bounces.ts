import type { Logger } from "@metercast/runtime";
import { SMTPServer } from "smtp-server";
import type { Bounce } from "../../ports/bounces.ts";
import type { MailTokens } from "../../ports/mail-tokens.ts";
import { readReport } from "./report.ts";
import { boundStrangers } from "./strangers.ts";

export interface BounceListenerSettings {
  host: string;
  port: number;
  domain: string;
}

/** Reports quote the headers of a mail; whole mails are of no use. */
const MOST_BYTES = 256 * 1_024;
const MOST_CLIENTS = 20;
const IDLE_MS = 30_000;

export interface BounceListener {
  port: number;
  stop(): Promise<void>;
}

/**
 * Takes reports about our mails by SMTP. Strangers reach it, so it accepts nothing but mails to return paths
 * that this service has made, and relays nothing.
 */
export async function listenForBounces(
  { host, port, domain }: BounceListenerSettings,
  tokens: Pick<MailTokens, "deliveryOf">,
  handle: (bounce: Bounce) => Promise<void>,
  log: Logger,
): Promise<BounceListener> {
  const deliveryOf = (address: string) => {
    const at = address.lastIndexOf("@");
    return address.slice(at + 1).toLowerCase() === domain.toLowerCase()
      ? tokens.deliveryOf(address.slice(0, at))
      : undefined;
  };
  const server = new SMTPServer({
    name: domain,
    banner: "reports only",
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    logger: false,
    size: MOST_BYTES,
    maxClients: MOST_CLIENTS,
    socketTimeout: IDLE_MS,
    closeTimeout: 1_000,
    onRcptTo({ address }, session, done) {
      // One recipient a mail: a report is about one.
      if (session.envelope.rcptTo.length > 0) return done(refusal(452, "4.5.3 one recipient a mail"));
      return done(deliveryOf(address) === undefined ? refusal(550, "5.1.1 no such return path") : null);
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MOST_BYTES) chunks.push(chunk);
        // A server that is a little above the bound learns it from the answer; more is not read.
        else if (size > 2 * MOST_BYTES) strangers.cut(session);
      });
      stream.once("error", () => undefined);
      stream.once("end", () => {
        if (size > MOST_BYTES) return done(refusal(552, "5.3.4 too big"));
        const deliveryId = deliveryOf(session.envelope.rcptTo[0]?.address ?? "");
        accept(deliveryId, Buffer.concat(chunks)).then(
          () => done(null),
          (err) => {
            log.warn({ err }, "a report about a mail is not handled; its mail server repeats it");
            done(refusal(451, "4.3.0 later"));
          },
        );
      });
    },
  });
  const strangers = boundStrangers(server.server);
  async function accept(deliveryId: string | undefined, raw: Buffer): Promise<void> {
    const report = await readReport(raw).catch(() => undefined);
    if (deliveryId !== undefined && report !== undefined) await handle({ deliveryId, ...report });
  }
  // A client that breaks off; the server goes on.
  server.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(port, host, () => {
      server.server.off("error", reject);
      resolve();
    });
  });
  const bound = server.server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const refusal = (responseCode: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode });
