import { mkdirSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { SMTPServer, type SMTPServerSession } from "smtp-server";

/**
 * What the server does with a mail. A reply such as "550 5.1.1 no such user" answers RCPT TO; with "data: "
 * in front it answers the whole mail. `cut`: it takes the whole mail and closes the connection without an
 * answer.
 */
export type MailAnswer = "250" | "cut" | `${4 | 5}${string}` | `data: ${4 | 5}${string}`;

export interface ReceivedMail {
  from: string;
  to: string;
  /** As it came over the wire. */
  raw: string;
}

export interface MailServer {
  /** "smtp://127.0.0.1:2525" */
  readonly url: string;
  readonly port: number;
  /** Every whole mail, in the order of arrival, also those that were not accepted. */
  readonly received: readonly ReceivedMail[];
  /** The answers to the next mails to an address, in order; then every mail is accepted. */
  script(to: string, ...answers: MailAnswer[]): void;
  /** Ends open connections too. */
  stop(): Promise<void>;
}

export interface MailServerOptions {
  /** Default: a free one. */
  port?: number;
  /** Each accepted mail is written there as <number>.eml. */
  folder?: string;
  onMail?(mail: ReceivedMail, file: string | undefined): void;
}

/** Headers are all that counts of a big mail. */
const MOST_BYTES = 5 * 1_024 * 1_024;

/** Starts an SMTP server on the loopback address that keeps what it gets and sends nothing. */
export async function startMail(options: MailServerOptions = {}): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const scripts = new Map<string, MailAnswer[]>();
  const accepted = mailFolder(options.folder);
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    disableReverseLookup: true,
    hideDSN: false,
    logger: false,
    size: MOST_BYTES,
    closeTimeout: 100,
    onAuth: (auth, _session, done) => done(null, { user: auth.username }),
    onRcptTo({ address }, _session, done) {
      const [answer] = scripts.get(address) ?? [];
      if (answer === undefined || !/^[45]/.test(answer)) return done();
      scripts.get(address)?.shift();
      return done(refusal(answer));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("error", () => undefined);
      stream.once("end", () => {
        const mail = mailOf(session, Buffer.concat(chunks).toString());
        received.push(mail);
        const answer = scripts.get(mail.to)?.shift() ?? "250";
        if (answer === "cut") return cut(session);
        if (answer !== "250") return done(refusal(answer.replace("data: ", "")));
        options.onMail?.(mail, accepted(mail));
        return done();
      });
    },
  });
  function cut({ id }: SMTPServerSession): void {
    for (const connection of server.connections as Set<{ id: string; _socket: { destroy(): void } }>)
      if (connection.id === id) connection._socket.destroy();
  }
  server.on("error", () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    port,
    received,
    script: (to, ...answers) => scripts.set(to, [...(scripts.get(to) ?? []), ...answers]),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const mailOf = ({ envelope }: SMTPServerSession, raw: string): ReceivedMail => ({
  from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
  to: envelope.rcptTo[0]?.address ?? "",
  raw,
});

/** Numbers mails from the start's time, so that a restart writes over none. */
function mailFolder(folder: string | undefined): (mail: ReceivedMail) => string | undefined {
  if (folder === undefined) return () => undefined;
  mkdirSync(folder, { recursive: true });
  const start = new Date().toISOString().replaceAll(/[:.]/g, "-");
  let count = 0;
  return ({ raw }) => {
    count += 1;
    const file = join(folder, `${start}-${String(count).padStart(4, "0")}.eml`);
    writeFileSync(file, raw);
    return file;
  };
}

function refusal(reply: string): Error {
  const [, code = "", words = ""] = /^(\d{3}) ?(.*)$/.exec(reply) ?? [];
  return Object.assign(new Error(words || "no"), { responseCode: Number(code) });
}
