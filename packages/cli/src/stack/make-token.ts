import { role } from "@shouwen/contracts/events/workforce";
import { staffId } from "@shouwen/contracts/values";
import { Problem } from "@shouwen/dev/problem";
import { peopleOf, readDemoGroup } from "../demo/cast.ts";
import { demoUsers } from "./demo-users.ts";
import { openIssuer, type Person } from "./issuer.ts";
import { openStateFolder, stateFolder } from "./state-folder.ts";

/** Whom to make a token for. What is left out is taken from the demo group's person, else: staff, whole group. */
export type TokenWish = { as: string; roles?: string; properties?: string; name?: string; hours: string };

const listOf = (text: string): string[] => text.split(",").map((part) => part.trim());

const checkRoles = (roles: readonly string[]): void => {
  const stranger = roles.find((name) => !role.safeParse(name).success);
  if (stranger === undefined) return;
  throw new Problem(`${stranger} is not a role`, { fix: `The roles are: ${role.options.join(", ")}.` });
};

const knownPerson = async (id: string): Promise<Person | undefined> => {
  const people = [...Object.values(demoUsers), ...peopleOf(await readDemoGroup())];
  return people.find(({ staffId: known }) => known === id);
};

const personOf = async ({ as, roles, properties, name }: TokenWish): Promise<Person> => {
  if (!staffId.safeParse(as).success) {
    throw new Problem(`${as} is not the id of a member of staff`, { fix: "Ids of staff begin with stf_." });
  }
  const known = await knownPerson(as);
  return {
    staffId: as,
    name: name ?? known?.name ?? as,
    roles: roles === undefined ? (known?.roles ?? ["staff"]) : listOf(roles),
    properties: properties === undefined ? (known?.properties ?? ["*"]) : listOf(properties),
  };
};

/** A token of this clone's issuer. It works in the embedded stack and nowhere else. */
export const makeToken = async (wish: TokenWish): Promise<string> => {
  const hours = Number(wish.hours);
  if (!(hours > 0))
    throw new Problem(`--hours ${wish.hours} is not a time`, { fix: "Write a number, such as 12." });
  const person = await personOf(wish);
  checkRoles(person.roles);
  const folder = stateFolder();
  openStateFolder(folder);
  return (await openIssuer(folder)).sign(person, hours);
};
