import {
  commonConfig,
  integer,
  maxConnectionAgeSeconds,
  postgresUrl,
  secret,
  type z,
} from "@metercast/runtime";
import { egressVariables } from "./config/egress.ts";
import { kindsVariables } from "./config/kinds.ts";
import { mailVariables } from "./config/mail.ts";
import { pushVariables } from "./config/push.ts";
import { webhooksVariables } from "./config/webhooks.ts";

export const variables = {
  ...commonConfig,
  NOTIFICATIONS_DATABASE_URL: secret(postgresUrl, "The database, with the role `metercast_notifications`."),
  GRPC_PORT: integer(0, 65_535).default(7_104).describe("Serves `notifications.v1.NotificationsService`."),
  GRPC_MAX_CONNECTION_AGE_SECONDS: maxConnectionAgeSeconds,
  ADMIN_PORT: integer(0, 65_535).default(8_104).describe("Serves `/healthz`, `/readyz` and `/metrics`."),
  ...kindsVariables,
  DATABASE_CONNECTIONS: integer(2, 100).default(6).describe("Connections to Postgres."),
  ...egressVariables,
  ...mailVariables,
  ...webhooksVariables,
  ...pushVariables,
};

export type Config = z.infer<z.ZodObject<typeof variables>>;
