import { z } from "@hono/zod-openapi";
import { QUEUE_SORTS, type QueueFilter } from "../../domain/queue.ts";
import { WITHDRAWAL_STATUSES } from "../../domain/withdrawal.ts";
import { amount, PageQuery, text, userId } from "./schemas.ts";

const time = (description: string) =>
  z.iso
    .datetime({ offset: true })
    .transform((value) => new Date(value))
    .optional()
    .openapi({ type: "string", format: "date-time", description });

const flag = (description: string) =>
  z
    .enum(["true", "false"])
    .transform((value) => value === "true")
    .optional()
    .openapi({ type: "boolean", description });

export const STATUS_FILTERS = {
  status: z.enum(WITHDRAWAL_STATUSES).optional(),
  scheduled: flag("Only those that a schedule asked for, or only the others."),
  user_id: userId.optional().openapi({ description: "For admins: only this creator's." }),
  attention: z
    .enum(["needed"])
    .optional()
    .openapi({ description: "For admins: only those that a person must review." }),
};

/** What only admins may ask for. */
export const ADMIN_FILTERS = {
  method: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, "the name of a rail, or none")
    .optional()
    .openapi({ description: "For admins: a rail, or `none`: no payout method is set up." }),
  amount_min: amount("USD").optional().openapi({ description: "For admins." }),
  amount_max: amount("USD").optional().openapi({ description: "For admins." }),
  requested_before: time("For admins."),
  requested_after: time("For admins."),
  first_payout: flag("For admins: the creator was never paid before."),
  needs: z.enum(["me", "review"]).optional().openapi({
    description: "For admins. `me`: you may approve it now, and have not. `review`: a person must review it.",
  }),
  creator_id: userId.optional().openapi({ description: "The same as user_id." }),
  q: text(200).optional().openapi({
    description: "For admins: a part of the creator's name, e-mail address or id; or the id of a withdrawal.",
  }),
  sort: z.enum(QUEUE_SORTS).optional().openapi({ description: "For admins. Default: requested." }),
  order: z.enum(["asc", "desc"]).optional().openapi({ description: "For admins. Default: desc." }),
};

export const QueueQuery = PageQuery.extend({ ...STATUS_FILTERS, ...ADMIN_FILTERS });
export const ExportQuery = z.object({
  ...STATUS_FILTERS,
  ...ADMIN_FILTERS,
  separator: z.enum([",", ";"]).default(",").openapi({
    description: "`;` for spreadsheets of countries with a decimal comma: amounts then have one too.",
  }),
});

type Asked = Omit<z.output<typeof ExportQuery>, "separator">;

export const queueFilter = (query: Asked): QueueFilter => ({
  status: query.status,
  method: query.method,
  amountMin: query.amount_min,
  amountMax: query.amount_max,
  requestedBefore: query.requested_before,
  requestedAfter: query.requested_after,
  firstPayout: query.first_payout,
  scheduled: query.scheduled,
  needs: query.attention === "needed" ? "review" : query.needs,
  creatorId: query.creator_id ?? query.user_id,
  query: query.q,
});

export const queueOrder = ({ sort = "requested", order = "desc" }: Pick<Asked, "sort" | "order">) => ({
  sort,
  order,
});

/** Whether the query asks for something that creators may not. */
export const isForAdmins = (query: Asked): boolean =>
  Object.keys(ADMIN_FILTERS).some((name) => query[name as keyof typeof ADMIN_FILTERS] !== undefined);
