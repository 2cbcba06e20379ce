import type { CategoriesPolicy } from "@shouwen/contracts/category-tree";
import type { DataOf } from "@shouwen/contracts/define-event";
import type { requestReceived } from "@shouwen/contracts/events/request";
import type { Language, Tier } from "@shouwen/contracts/values";
import type { Database } from "@shouwen/event-bus/database";
import { maySee, type Person } from "@shouwen/service-kit/auth";
import type { PolicySet } from "@shouwen/service-kit/policies";
import type { OpenWords } from "@shouwen/service-kit/words";
import { maskName } from "@shouwen/vault/contact";
import { z } from "zod";
import type { RequestRepository, SeenRequest } from "./request-repository.ts";

/** Whose the customers are, as profiles publishes it: the part that intake goes by. */
export const customersPolicy = z.object({ scope: z.enum(["property", "group"]).default("property") });
export type CustomersPolicy = z.output<typeof customersPolicy>;

/** Whether a category stands in the tree; who names none cannot name a wrong one. */
export const isKnownIn = ({ categories }: CategoriesPolicy, wanted: string | null): boolean =>
  wanted === null || categories.some(({ path }) => path === wanted || path.startsWith(`${wanted}/`));

type Needs = {
  readonly database: Database;
  /** Null also where a text was damaged, and of whoever is to be erased. */
  readonly open: OpenWords;
  readonly requests: RequestRepository;
  readonly customers: () => Promise<PolicySet<CustomersPolicy>>;
  readonly now: () => string;
};

type Known = {
  readonly profileId: string;
  readonly tier: Tier | null;
  readonly language: Language | null;
  readonly propertyIds: readonly string[];
};

const shownRequests = 10;

/** Somebody who called from a number, as one of several may be told from the others. */
type KnownPerson = {
  readonly name: string;
  readonly place: string | null;
  readonly lastRequestId: string;
  readonly lastAt: string;
};

/**
 * Who calls from a contact, as far as the asker may know it: a customer belongs to those who know them. Undefined where
 * nobody was heard of, and where they are another property's unless the group shares its customers.
 */
export const callerOf = (needs: Needs) => async (person: Person, propertyId: string, blindIndex: string) => {
  const found = await findCaller(needs.database, blindIndex);
  if (!found) return undefined;
  const { propertyIds, ...caller } = found;
  const [requests, openTickets, customers] = await Promise.all([
    needs.requests.lastOf(person, caller.profileId),
    needs.requests.openTicketsOf(person, caller.profileId),
    needs.customers(),
  ]);
  const { scope } = customers.inForce(propertyId, needs.now()).body;
  const isOurs = requests.length > 0 || propertyIds.some((id) => maySee(person, id));
  if (!isOurs && scope === "property") return undefined;
  const people = await peopleIn(needs, requests, caller.profileId);
  const last = requests.slice(0, shownRequests);
  return { ...caller, shared: people.length > 1, people, openTickets, requests: last };
};

type Said = DataOf<typeof requestReceived>;

/** The names under which one contact called, newest first. They are masked: who is right asks for the room. */
const peopleIn = async (
  { open }: Needs,
  requests: readonly SeenRequest[],
  profileId: string,
): Promise<KnownPerson[]> => {
  const named = requests.map(({ data }) => data as Said).filter(({ displayName }) => displayName !== null);
  const names = await Promise.all(named.map(({ displayName }) => open(displayName ?? "", profileId)));
  const people = new Map<string, KnownPerson>();
  for (const [n, { place, requestId, receivedAt }] of named.entries()) {
    const name = names[n];
    const key = name?.normalize("NFKC").replace(/\s+/gu, "").toLowerCase();
    if (!name || !key || people.has(key)) continue;
    people.set(key, { name: maskName(name), place, lastRequestId: requestId, lastAt: receivedAt });
  }
  return [...people.values()];
};

/** Whose contact it is, with what their file says; undefined for somebody new. */
const findCaller = async (database: Database, blindIndex: string): Promise<Known | undefined> => {
  const { rows } = await database.query<Known>({
    name: "find_caller",
    text: `select c.profile_id as "profileId", k.state ->> 'tier' as tier, k.state ->> 'language' as language,
             coalesce(k.state -> 'propertyIds', '[]'::jsonb) as "propertyIds"
           from contact c left join known_state k on k.topic = 'shouwen.profile_state' and k.id = c.profile_id
           where c.blind_index = $1`,
    values: [blindIndex],
  });
  return rows[0];
};
