/** What the outbox needs of a database: Prisma's client and Prisma's transaction client both are one. */
export interface Sql {
  $queryRawUnsafe<T = unknown>(sql: string, ...parameters: unknown[]): Promise<T>;
  $executeRawUnsafe(sql: string, ...parameters: unknown[]): Promise<number>;
}
