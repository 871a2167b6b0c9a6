/** The database of raw statements: Prisma's client or transaction client. */
export interface Sql {
  $queryRawUnsafe<T = unknown>(sql: string, ...parameters: unknown[]): Promise<T>;
  $executeRawUnsafe(sql: string, ...parameters: unknown[]): Promise<number>;
}
