import type { Prisma } from "../../../generated/prisma/client.ts";
import type { Language } from "../../domain/language.ts";
import {
  DEFAULT_PREFERENCES,
  type Preferences,
  type QuietHours,
  type Switch,
} from "../../domain/preferences.ts";
import type { PreferenceReads, PreferenceWrites } from "../../ports/preferences.ts";
import type { Connection } from "./database.ts";

export const preferenceReads = (connection: Connection): PreferenceReads => ({
  async find(userId) {
    const row = await connection.preference.findUnique({ where: { userId } });
    return row ? toPreferences(row) : DEFAULT_PREFERENCES;
  },
});

export const preferenceWrites = (tx: Connection): PreferenceWrites => ({
  ...preferenceReads(tx),
  async set(userId, { quietHours, off, ...rest }, updatedAt) {
    const data = {
      ...rest,
      off: [...off],
      quietFrom: quietHours?.from ?? null,
      quietTo: quietHours?.to ?? null,
      updatedAt,
    };
    await tx.preference.upsert({ where: { userId }, create: { userId, ...data }, update: data });
  },
});

interface QuietColumns {
  quietFrom: number | null;
  quietTo: number | null;
}

export const toQuietHours = ({ quietFrom, quietTo }: QuietColumns): QuietHours | undefined =>
  quietFrom === null || quietTo === null ? undefined : { from: quietFrom, to: quietTo };

function toPreferences(row: Prisma.PreferenceGetPayload<object>): Preferences {
  const { language, zone, digest, pushAmounts, off } = row;
  return {
    language: language as Language | "",
    zone,
    quietHours: toQuietHours(row),
    digest: digest as Preferences["digest"],
    pushAmounts,
    off: off as Switch[],
  };
}
