// Prisma's CLI reads the database URL of `migrate` only from a configuration file. METERCAST_PRISMA_SCHEMA
// names the schema file (absolute), DATABASE_URL the database with `?schema=<service>`.
import { defineConfig } from "prisma/config";

export default defineConfig({
  schema: process.env.METERCAST_PRISMA_SCHEMA ?? "schema.prisma",
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://127.0.0.1:1/none" },
});
