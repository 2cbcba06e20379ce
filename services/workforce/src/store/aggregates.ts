import type { AggregateDefinition } from "@shouwen/event-bus/aggregate-store";
import { evolveProperty, type Property, unknownProperty } from "../domain/property.ts";
import { evolveStaff, type Staff, unknownStaff } from "../domain/staff.ts";
import { evolveTeam, type Team, unknownTeam } from "../domain/team.ts";

export const propertyTable: AggregateDefinition<Property> = {
  table: "property",
  columns: {},
  initial: unknownProperty,
  evolve: evolveProperty,
  row: () => ({}),
};

export const teamTable: AggregateDefinition<Team> = {
  table: "team",
  columns: { property_id: "text", standing: "boolean" },
  initial: unknownTeam,
  evolve: evolveTeam,
  row: (team) =>
    team.status === "unknown"
      ? {}
      : { property_id: team.data.propertyId, standing: team.status === "standing" },
};

export const staffTable: AggregateDefinition<Staff> = {
  table: "staff",
  columns: { property_id: "text", team_ids: "text[]", on_duty: "boolean", employed: "boolean" },
  initial: unknownStaff,
  evolve: evolveStaff,
  factsSaid: ({ facts }) => facts,
  row: (staff) => {
    if (staff.status === "unknown") return {};
    const { propertyId, teamIds, onDuty, employed } = staff.data;
    return { property_id: propertyId, team_ids: teamIds, on_duty: onDuty, employed };
  },
};
