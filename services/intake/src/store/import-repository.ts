import type { Person } from "@shouwen/service-kit/auth";
import type { ImportError, Import as ImportRow } from "./generated/client.ts";
import type { IntakePeople } from "./people.ts";

type SeenImport = Omit<ImportRow, "mode" | "status"> & {
  mode: "live" | "history";
  status: "running" | "done" | "failed";
};

/** What people may see of the imports: those into their own properties. */
export type ImportRepository = {
  find(person: Person, importId: string): Promise<SeenImport | undefined>;
  /** The rows that were not taken, by line, one more than `limit`. */
  errors(
    person: Person,
    importId: string,
    page: { limit: number; after: { line: number; field: string } | undefined },
  ): Promise<readonly ImportError[]>;
};

export const openImportRepository = (people: IntakePeople): ImportRepository => ({
  find: async (person, importId) => {
    const row = await people.read(person, (prisma) => prisma.import.findUnique({ where: { id: importId } }));
    return (row ?? undefined) as SeenImport | undefined;
  },
  errors: (person, importId, { limit, after }) =>
    people.read(person, (prisma) =>
      prisma.importError.findMany({
        where: {
          importId,
          ...(after
            ? { OR: [{ line: { gt: after.line } }, { line: after.line, field: { gt: after.field } }] }
            : {}),
        },
        orderBy: [{ line: "asc" }, { field: "asc" }],
        take: limit + 1,
      }),
    ),
});
