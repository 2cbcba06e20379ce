import { PrismaPg } from "@prisma/adapter-pg";
import { openDatabase } from "@shouwen/event-bus/database";
import { type Person, seenProperties } from "./auth.ts";

/** The part of a generated Prisma client that reading for a person needs. */
type Client = {
  $queryRaw(query: TemplateStringsArray, ...values: unknown[]): PromiseLike<unknown>;
  $transaction(queries: unknown[]): Promise<unknown[]>;
  $disconnect(): Promise<void>;
};

/** What a generated client is made with. */
type ClientOptions = { adapter: PrismaPg; transactionOptions: { maxWait: number } };

/** Prisma gives up after 2 s by itself; a burst of readers on a busy machine is served late rather than not at all. */
const waitForConnectionMs = 10_000;

/** Reads for a person, under row-level security: they see the rows of their properties and nothing else. */
export type People<Prisma> = {
  read<Result>(person: Person, query: (prisma: Prisma) => PromiseLike<Result>): Promise<Result>;
  close(): Promise<void>;
};

/**
 * Opens the people's pool (role `<service>_people`). The properties are set and the query is run as one batch
 * transaction, so that no setting outlives it; unset sees nothing.
 */
export const openPeople = <Prisma extends Client>(
  url: string,
  createClient: (options: ClientOptions) => Prisma,
): People<Prisma> => {
  const pool = openDatabase({ url, max: 6, applicationName: schemaOf(url) });
  const adapter = new PrismaPg(pool, { schema: schemaOf(url) });
  const prisma = createClient({ adapter, transactionOptions: { maxWait: waitForConnectionMs } });
  return {
    read: async <Result>(person: Person, query: (prisma: Prisma) => PromiseLike<Result>) => {
      const properties = seenProperties(person);
      const [, result] = await prisma.$transaction([
        prisma.$queryRaw`select set_config('shouwen.properties', ${properties}, true)`,
        query(prisma),
      ]);
      return result as Result;
    },
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
};

/** Prisma names the schema in every statement. It is the role's own: `routing_people` reads `routing`. */
const schemaOf = (url: string): string => new URL(url).username.replace(/_people$/, "");
