import { type House, housesOf, readDemoGroup } from "@shouwen/cli/demo/cast";
import type { Person } from "@shouwen/cli/stack/issuer";

/** A house of the demo group by the name in its id: `lakeside`. */
export const houseOf = async (name: string): Promise<House> => {
  const house = housesOf(await readDemoGroup()).find(({ propertyId }) => propertyId === `prp_${name}`);
  if (!house) throw new Error(`There is no house ${name}`);
  return house;
};

/** Somebody who leads a house. */
export const managerOf = ({ propertyId }: Pick<House, "propertyId">): Person => ({
  staffId: `stf_${propertyId.slice("prp_".length)}_manager_on_duty`,
  name: "Manager on duty",
  roles: ["manager"],
  properties: [propertyId],
});

/** Somebody of the whole group, who may do everything. */
export const admin: Person = {
  staffId: "stf_group_admin",
  name: "Group Administrator",
  roles: ["admin"],
  properties: ["*"],
};
