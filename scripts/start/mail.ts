import { startMail } from "../../packages/local-servers/src/index.ts";
import type { ServiceName } from "../../packages/provision/src/index.ts";
import type { Context } from "./context.ts";

/**
 * The mail server of SMTP_URL, whose variables are passed on like any other. Else a local one that writes
 * each mail to a file and sends nothing.
 */
export async function mail({
  options,
  home,
  print,
  add,
}: Context): Promise<(name: ServiceName) => Record<string, string>> {
  const base = { MAIL_LINK_BASE: process.env.MAIL_LINK_BASE ?? `http://127.0.0.1:${options.port}` };
  const forNotifications = (env: Record<string, string>) => (name: ServiceName) =>
    name === "notifications" ? env : ({} as Record<string, string>);
  if (process.env.SMTP_URL) {
    print("mail: the server of SMTP_URL");
    return forNotifications(base);
  }
  const folder = home.path("mail");
  const server = await startMail({ folder });
  add({
    name: "mail server",
    // A part of this process.
    exited: () => new Promise(() => undefined),
    lines: () => [],
    stop: () => server.stop(),
    restart: undefined,
  });
  print(`mail: no server; each mail is a file in ${folder}`);
  return forNotifications({
    ...base,
    SMTP_URL: server.url,
    MAIL_FROM: process.env.MAIL_FROM ?? "Metercast <no-reply@metercast.localhost>",
  });
}
