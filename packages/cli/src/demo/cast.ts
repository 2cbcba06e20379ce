import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { role } from "@shouwen/contracts/events/workforce";
import { language, propertyId, staffId, teamId } from "@shouwen/contracts/values";
import { z } from "zod";
import { root } from "../repository.ts";
import type { Person } from "../stack/issuer.ts";

/** Somebody who works in a house, as a person to sign in. */
export type Member = Person & { readonly teamIds: readonly string[] };

/** A property of the demo group with the people who play in it. */
export type House = {
  readonly propertyId: string;
  readonly language: "zh-CN" | "en";
  readonly timeZone: string;
  readonly countryCode: string;
  readonly isEstate: boolean;
  readonly agents: readonly Member[];
  /** Everybody who can be offered work. */
  readonly members: readonly Member[];
};

const document = z.looseObject({
  properties: z.array(z.looseObject({ propertyId, language, timeZone: z.string(), countryCode: z.string() })),
  staff: z.array(
    z.looseObject({
      staffId,
      name: z.string(),
      nameEn: z.string(),
      roles: z.array(role),
      propertyId,
      teamIds: z.array(teamId),
    }),
  ),
});

/** The demo group as a document for `POST /v1/imports/workforce`. */
export type DemoGroup = z.output<typeof document>;

/** One property of the group is no hotel: people live there. */
const ESTATES = ["prp_garden"];

/**
 * Reads the demo group that workforce ships. It is found by its path, as the services themselves are: nobody imports
 * a service.
 */
export const readDemoGroup = async (): Promise<DemoGroup> => {
  const file = join(root, "services", "workforce", "demo", "workforce.ts");
  const { demoWorkforce } = (await import(pathToFileURL(file).href)) as { demoWorkforce: () => unknown };
  return document.parse(demoWorkforce());
};

/** Everybody of the group as a person to sign in: with their role in their house, an admin in all. */
export const peopleOf = ({ staff }: DemoGroup): Person[] =>
  staff.map(({ staffId: id, name, nameEn, roles, propertyId: home }) => ({
    staffId: id,
    name: `${name} ${nameEn}`,
    roles,
    properties: roles.includes("admin") ? ["*"] : [home],
  }));

/** The houses of the group, with who may do what in them. */
export const housesOf = (group: DemoGroup): House[] => {
  const teams = new Map(group.staff.map(({ staffId: id, teamIds }) => [id, teamIds]));
  const everybody = peopleOf(group).map((person): Member => {
    return { ...person, teamIds: teams.get(person.staffId) ?? [] };
  });
  return group.properties.map((property) => {
    const members = everybody.filter(
      ({ properties, teamIds }) => properties.includes(property.propertyId) && teamIds.length > 0,
    );
    return {
      propertyId: property.propertyId,
      language: property.language,
      timeZone: property.timeZone,
      countryCode: property.countryCode,
      isEstate: ESTATES.includes(property.propertyId),
      agents: members.filter(({ roles }) => roles.includes("agent")),
      members,
    };
  });
};
