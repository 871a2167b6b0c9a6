import { NotificationsServiceService } from "@metercast/contracts/notifications/v1/notifications.ts";
import { freePort, type MailServer, startMail } from "@metercast/local-servers";
import { withClient } from "@metercast/provision";
import { type Caller, callGrpc } from "@metercast/runtime";
import { poll, startWorld, type World } from "@metercast/testkit";
import { type ParsedMail, simpleParser } from "mailparser";
import { expect } from "vitest";

export const SECRET = "a secret of the mail tests, 32 characters or more";
export const FROM = "no-reply@metercast.example";
export const BOUNCES = "bounces.metercast.example";
export const LINKS = "https://app.example";

/** The notifications service with a mail server whose answers a test writes. */
export interface MailStage {
  world: World;
  mail: MailServer;
  bouncePort: number;
  api: Caller<typeof NotificationsServiceService>;
  query<T>(sql: string, parameters?: unknown[]): Promise<T[]>;
  stop(): Promise<void>;
}

export async function startMailStage(env: Record<string, string> = {}): Promise<MailStage> {
  const mail = await startMail();
  const bouncePort = await freePort();
  const world = await startWorld({
    services: ["notifications"],
    env: {
      notifications: {
        SMTP_URL: mail.url.replace("smtp://", "smtp://user:pass%20word@"),
        MAIL_FROM: `Metercast <${FROM}>`,
        MAIL_SECRET: SECRET,
        MAIL_LINK_BASE: LINKS,
        MAIL_BOUNCE_DOMAIN: BOUNCES,
        MAIL_BOUNCE_PORT: String(bouncePort),
        ...env,
      },
    },
  });
  return {
    world,
    mail,
    bouncePort,
    api: callGrpc(NotificationsServiceService, world.service("notifications").grpcAddress ?? "", {
      deadlineMs: 10_000,
    }),
    query: (sql, parameters = []) =>
      withClient(world.adminUrl, async (client) => {
        await client.query("SET search_path = notifications");
        return (await client.query(sql, parameters)).rows;
      }),
    async stop() {
      await world.stop();
      await mail.stop();
    },
  };
}

export const addressOf = (userId: string) => `${userId}@reader.example`;

/** A person whose address is confirmed. */
export async function reader({ query }: MailStage, userId: string): Promise<void> {
  await query("INSERT INTO person (user_id, roles, seen_at) VALUES ($1, '{creator}', now())", [userId]);
  await query(
    "INSERT INTO email_address (user_id, address, state, updated_at) VALUES ($1, $2, 'confirmed', now())",
    [userId, addressOf(userId)],
  );
}

export interface Planned {
  kind?: string;
  params?: unknown;
  digest?: string;
}

/** Mails that are due now, as a plan writes them; gives their ids. */
export async function due({ query }: MailStage, userId: string, ...mails: Planned[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { kind = "withdrawal_requested", params = PARAMS, digest = "" } of mails) {
    const [row] = await query<{ id: string }>(
      `WITH n AS (
         INSERT INTO notification (event_id, user_id, kind, params, in_inbox, is_announced, created_at)
         VALUES (gen_random_uuid()::text, $1, $2, $3, true, true, now()) RETURNING id)
       INSERT INTO delivery (notification_id, user_id, channel, template, digest, created_at, due_at)
       SELECT id, $1, 'email', 'notification', $4, now(), now() FROM n RETURNING id`,
      [userId, kind, JSON.stringify(params), digest],
    );
    ids.push(row?.id ?? "");
  }
  return ids;
}
export const PARAMS = { amount: "12345", withdrawal: "wdr_1" };

/** Repeats and claims come due at once, as if their time had passed. */
export const hurry = ({ query }: MailStage, userId: string) =>
  query(
    "UPDATE delivery SET due_at = now(), claimed_until = CASE WHEN claimed_until IS NOT NULL THEN now() END WHERE user_id = $1 AND state = 'pending'",
    [userId],
  );

export interface Row {
  id: string;
  state: string;
  error: string;
  attempts: number;
  maybe_sent: boolean;
}
export const rowsOf = ({ query }: MailStage, userId: string) =>
  query<Row>("SELECT id, state, error, attempts, maybe_sent FROM delivery WHERE user_id = $1 ORDER BY id", [
    userId,
  ]);

export const reaches = (stage: MailStage, userId: string, expected: Partial<Row>[]) =>
  poll(async () => {
    expect(await rowsOf(stage, userId)).toMatchObject(expected);
  });

/** The mails that reached a person, parsed. */
export const mailsTo = ({ mail }: MailStage, userId: string): Promise<ParsedMail[]> =>
  Promise.all(mail.received.filter(({ to }) => to === addressOf(userId)).map(({ raw }) => simpleParser(raw)));
