import type { Person } from "@shouwen/service-kit/auth";
import { openPeople } from "@shouwen/service-kit/people";
import type { Profile } from "../domain/profile.ts";
import { PrismaClient } from "./generated/client.ts";

type Row = { readonly id: string; readonly version: bigint; readonly state: unknown };

const found = ({ version, state }: Row) => ({ profile: state as Profile, version: Number(version) });

/** How people read customers: those whom their own properties know and no others. Personal fields are sealed. */
export const openCustomers = (url: string) => {
  const people = openPeople(url, (options) => new PrismaClient(options));
  return {
    find: async (person: Person, id: string) => {
      const row = await people.read(person, (db) => db.profile.findUnique({ where: { id } }));
      return row === null ? undefined : found(row);
    },
    /** Those who can be reached by a contact, oldest first. */
    findByContact: async (person: Person, contactIndex: string, limit: number) => {
      const query = {
        where: { contactIndexes: { has: contactIndex } },
        orderBy: { id: "asc" },
        take: limit,
      } as const;
      return (await people.read(person, (db) => db.profile.findMany(query))).map(found);
    },
    close: people.close,
  };
};
