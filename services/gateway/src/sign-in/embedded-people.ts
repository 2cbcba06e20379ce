import type { Role } from "@shouwen/contracts/events/workforce";
import type { Person } from "@shouwen/service-kit/auth";
import { both } from "../domain/both.ts";
import type { Candidate, PropertyPeople } from "../pages/sign-in.ts";
import type { Ask, Told } from "../upstreams/ask.ts";
import type { EmbeddedIssuer } from "./embedded-issuer.ts";

/** The people of the demonstration, as workforce knows them. */
export type EmbeddedPeople = {
  /** Everybody, by property; those who see the whole group first. Empty when workforce does not answer. */
  properties(): Promise<PropertyPeople[]>;
  /** Who somebody is; undefined when there is no such person, or workforce does not answer. */
  person(staffId: string): Promise<Person | undefined>;
};

type Staff = Candidate & { readonly propertyId: string; readonly employed: boolean };
type Property = { readonly propertyId: string; readonly name: string; readonly nameEn: string };

const mostPages = 10;
const rolesOfTheGroup: readonly string[] = ["admin", "integrator"];
const orderOfRoles = ["admin", "manager", "supervisor", "agent", "staff", "integrator"];

/** Asks workforce, as the gateway itself. */
export const embeddedPeople = (ask: Ask, issuer: EmbeddedIssuer): EmbeddedPeople => {
  const get = async (path: string): Promise<Told> =>
    ask({ service: "workforce", path, authorization: await issuer.ownAuthorization() }).catch(() => ({
      status: 503,
      body: undefined,
    }));
  return {
    properties: async () => {
      const [staff, properties] = await Promise.all([
        everyPage<Staff>(get, "/v1/staff"),
        everyPage<Property>(get, "/v1/properties"),
      ]);
      return housesOf(staff, properties);
    },
    person: async (staffId) => {
      const { status, body } = await get(`/v1/staff/${encodeURIComponent(staffId)}`);
      return status === 200 ? personOf(body as Staff) : undefined;
    },
  };
};

const everyPage = async <Item>(get: (path: string) => Promise<Told>, path: string): Promise<Item[]> => {
  const items: Item[] = [];
  let cursor: string | null = "";
  for (let page = 0; cursor !== null && page < mostPages; page += 1) {
    const query: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { status, body } = await get(`${path}?limit=200${query}`);
    if (status !== 200) break;
    const found = body as { items: Item[]; next: string | null };
    items.push(...found.items);
    cursor = found.next;
  }
  return items;
};

const isOfTheGroup = ({ roles }: Staff): boolean => roles.some((role) => rolesOfTheGroup.includes(role));

const personOf = (staff: Staff): Person => ({
  id: staff.staffId,
  name: `${staff.name} ${staff.nameEn}`.trim(),
  roles: staff.roles as Role[],
  properties: isOfTheGroup(staff) ? ["*"] : [staff.propertyId],
});

const rankOf = ({ roles }: Staff): number =>
  Math.min(
    ...roles.map((role) => orderOfRoles.indexOf(role)).filter((rank) => rank >= 0),
    orderOfRoles.length,
  );

const housesOf = (staff: readonly Staff[], properties: readonly Property[]): PropertyPeople[] => {
  const sorted = staff.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || a.staffNumber.localeCompare(b.staffNumber),
  );
  const names = new Map(properties.map(({ propertyId, name, nameEn }) => [propertyId, both(name, nameEn)]));
  const byHouse = Map.groupBy(sorted, (one) => (isOfTheGroup(one) ? "" : one.propertyId));
  return ["", ...names.keys()].flatMap((propertyId) => {
    const people = byHouse.get(propertyId);
    const name = propertyId === "" ? both("集团", "Whole group") : names.get(propertyId);
    return people && name ? [{ name, people }] : [];
  });
};
