import pg from "pg";

/** A connection pool on one service's schema. Every `timestamptz` comes back as an ISO 8601 string in UTC. */
export type Database = pg.Pool;

const timestamptz = 1184;
const int8 = 20;

const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === timestamptz) return (text: string) => new Date(text).toISOString();
    if (oid === int8) return Number;
    return pg.types.getTypeParser(oid, format as "text");
  }) as pg.CustomTypesConfig["getTypeParser"],
};

/**
 * A database that has frozen ends no statement, so that the limit of the role (10 s, packages/postgres) does not help: whoever
 * asked is told a little later by us.
 */
const answerWithinMs = 12_000;

/** Opens a pool. Connections are made when they are needed; `max` bounds them. */
export const openDatabase = (options: { url: string; max?: number; applicationName: string }): Database => {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 8,
    types,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    query_timeout: answerWithinMs,
  });
  // An idle connection that the server closes must not take the process with it; the next query opens another.
  pool.on("error", () => undefined);
  // Between the pool's handing over and the first statement nobody listens: a session that is ended just then would
  // take the process with it.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
};

/** One dedicated session, for advisory locks and claims that live as long as it does. */
export const openSession = async (options: { url: string; applicationName: string }): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: options.url,
    types,
    application_name: options.applicationName,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 5_000,
    query_timeout: answerWithinMs,
  });
  client.on("error", () => undefined);
  await client.connect();
  return client;
};

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EHOSTUNREACH",
]);
/**
 * SQLSTATE classes: 08 connection, 53 resources, 57P operator intervention, 58 system, 40001/40P01 retryable. And
 * Prisma's own: P1xxx cannot reach the database, P2024 and P2028 no connection in time, P2037 too many.
 */
const infrastructureState =
  /^(08|53|57P|58|40001$|40P01$|55P03$|25006$|57014$|XX000$|P1\d{3}$|P2024$|P2028$|P2037$)/;

/** What Prisma's driver adapter calls a database that it cannot reach. */
const adapterKinds = new Set([
  "ConnectionClosed",
  "DatabaseNotReachable",
  "SocketTimeout",
  "TlsConnectionError",
  "TooManyConnections",
]);

type Coded = {
  readonly code?: unknown;
  readonly originalCode?: unknown;
  readonly kind?: unknown;
  readonly cause?: unknown;
  readonly meta?: { readonly driverAdapterError?: unknown };
};

/** The error and what it says was behind it: Prisma wraps the database's own answer twice. */
const layersOf = (error: unknown): readonly Coded[] => {
  if (typeof error !== "object" || error === null) return [];
  const { cause, meta } = error as Coded;
  return [error as Coded, ...layersOf(meta?.driverAdapterError), ...layersOf(cause)];
};

const isInfrastructureCode = (code: unknown): boolean =>
  typeof code === "string" && (networkCodes.has(code) || infrastructureState.test(code));

const isInfrastructureLayer = ({ code, originalCode, kind }: Coded): boolean =>
  isInfrastructureCode(code) ||
  isInfrastructureCode(originalCode) ||
  (typeof kind === "string" && adapterKinds.has(kind));

/** Whether the database (or the way to it) failed, rather than what was asked of it. */
export const isInfrastructureError = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const layers = layersOf(error);
  if (layers.some(isInfrastructureLayer)) return true;
  if (layers.some(({ code }) => typeof code === "string")) return false;
  return /connection terminated|query read timeout|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i.test(
    error.message,
  );
};

type UniqueViolation = {
  readonly table: string;
  readonly constraint: string;
  readonly columns: readonly string[];
};

/** Which uniqueness a statement would have broken (SQLSTATE 23505). The values that met stay out: they may be personal. */
export const brokenUniqueness = (error: unknown): UniqueViolation | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code, table = "", constraint = "", detail = "" } = error as Partial<pg.DatabaseError>;
  if (code !== "23505") return undefined;
  const columns = /^Key \(([^)]*)\)=/.exec(detail)?.[1]?.split(", ") ?? [];
  return { table, constraint, columns };
};

/** Whether a row was there already in this table, or in one of its partitions. */
export const isDuplicateIn = (error: unknown, table: string): boolean => {
  const broken = brokenUniqueness(error)?.table;
  return broken === table || (broken?.startsWith(`${table}_`) ?? false);
};

/** The inbox has it: this command, or this event, was handled before. No other uniqueness says so. */
export const wasHandledBefore = (error: unknown): boolean => isDuplicateIn(error, "inbox");
