import { openPostgres } from "@metercast/postgres";
import { PrismaClient } from "../../../generated/prisma/client.ts";

export type Database = PrismaClient;

export function openDatabase(url: string, connections: number): Database {
  return new PrismaClient({ adapter: openPostgres(url, "gateway", connections) });
}
