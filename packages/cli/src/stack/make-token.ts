import { role } from "@shouwen/contracts/events/workforce";
import { staffId } from "@shouwen/contracts/values";
import { Problem } from "@shouwen/stack/problem";
import { peopleOf, readDemoGroup } from "../demo/cast.ts";
import { demoUsers } from "./demo-users.ts";
import { openIssuer, type Person } from "./issuer.ts";
import { openStateFolder, stateFolder } from "./state-folder.ts";

/** Whom to make a token for. What is left out is taken from the person of the demo group. */
export type TokenOptions = { as: string; roles?: string; properties?: string; name?: string; hours: string };

const listOf = (text: string): string[] => text.split(",").map((part) => part.trim());

const checkRoles = (roles: readonly string[]): void => {
  const stranger = roles.find((name) => !role.safeParse(name).success);
  if (stranger === undefined) return;
  throw new Problem(`${stranger} is not a role`, { fix: `The roles are: ${role.options.join(", ")}.` });
};

const knownPerson = async (id: string): Promise<Person | undefined> => {
  // Their own house first: the demo users of `stack.json` are the same people, let into every house.
  const people = [...peopleOf(await readDemoGroup()), ...Object.values(demoUsers)];
  return people.find(({ staffId: known }) => known === id);
};

const personOf = async ({ as, roles, properties, name }: TokenOptions): Promise<Person> => {
  if (!staffId.safeParse(as).success) {
    throw new Problem(`${as} is not the id of a member of staff`, { fix: "Ids of staff begin with stf_." });
  }
  const known = await knownPerson(as);
  if (!known && (roles === undefined || properties === undefined))
    throw new Problem(`${as} is nobody of the demo group`, {
      fix: "Look for a slip of the pen, or say who they are: --roles agent --properties prp_lakeside",
    });
  return {
    staffId: as,
    name: name ?? known?.name ?? as,
    roles: roles === undefined ? (known?.roles ?? []) : listOf(roles),
    properties: properties === undefined ? (known?.properties ?? []) : listOf(properties),
  };
};

/** A token of this clone's issuer. It works in the embedded stack and nowhere else. */
export const makeToken = async (options: TokenOptions): Promise<string> => {
  const hours = Number(options.hours);
  if (!(hours > 0))
    throw new Problem(`--hours ${options.hours} is not a time`, { fix: "Write a number, such as 12." });
  const person = await personOf(options);
  checkRoles(person.roles);
  const folder = stateFolder();
  openStateFolder(folder);
  return (await openIssuer(folder)).sign(person, hours);
};
