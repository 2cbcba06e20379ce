import type { Person } from "@shouwen/service-kit/auth";
import { openPeople } from "@shouwen/service-kit/people";
import type { CustomersPolicy } from "../domain/customers-policy.ts";
import type { Profile } from "../domain/profile.ts";
import { PrismaClient } from "./generated/client.ts";

type Row = { readonly id: string; readonly version: bigint; readonly state: unknown };

const found = ({ version, state }: Row) => ({ profile: state as Profile, version: Number(version) });

/** Where the list of erasures begins: after this moment and customer. */
type After = { readonly eraseAt: string; readonly profileId: string };

/**
 * How people read customers: those whom their own properties know and no others, or every one where the group has
 * decided that its customers are everybody's. Personal fields are sealed.
 */
export const openCustomers = (url: string, policy: () => Promise<CustomersPolicy>) => {
  const people = openPeople(url, (options) => new PrismaClient(options));
  const asSeenBy = async (person: Person): Promise<Person> =>
    (await policy()).scope === "group" ? { ...person, properties: ["*"] } : person;
  return {
    find: async (person: Person, id: string) => {
      const query = { where: { id } };
      const row = await people.read(await asSeenBy(person), (db) => db.profile.findUnique(query));
      return row === null ? undefined : found(row);
    },
    /** Those who can be reached by a contact, oldest first. */
    findByContact: async (person: Person, contactIndex: string, limit: number) => {
      const query = {
        where: { contactIndexes: { has: contactIndex } },
        orderBy: { id: "asc" },
        take: limit,
      } as const;
      return (await people.read(await asSeenBy(person), (db) => db.profile.findMany(query))).map(found);
    },
    /** Erasures that can still be withdrawn, the next one first: of the person's own properties in every case. */
    erasures: async (person: Person, after: After | undefined, limit: number) => {
      const later = after && {
        OR: [{ eraseAt: { gt: after.eraseAt } }, { eraseAt: after.eraseAt, id: { gt: after.profileId } }],
      };
      const rows = await people.read(person, (db) =>
        db.profile.findMany({
          where: { eraseAt: { not: null }, ...later },
          orderBy: [{ eraseAt: "asc" }, { id: "asc" }],
          take: limit,
        }),
      );
      return rows.map(found);
    },
    close: people.close,
  };
};
