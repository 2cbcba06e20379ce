import type { Database } from "@shouwen/event-bus/database";
import type { TeamData } from "../domain/team.ts";

/** What a decision must know of a property besides its own state. Reads as the machine: every property. */
export const openHouse = (database: Database) => ({
  isKnown: async (propertyId: string): Promise<boolean> => {
    const { rowCount } = await database.query("select from property where id = $1", [propertyId]);
    return rowCount === 1;
  },
  teamsOf: async (propertyId: string): Promise<readonly TeamData[]> => {
    const { rows } = await database.query<{ data: TeamData }>(
      "select state->'data' as data from team where property_id = $1 and standing",
      [propertyId],
    );
    return rows.map(({ data }) => data);
  },
  membersOf: async (teamId: string): Promise<number> => {
    const { rows } = await database.query<{ members: number }>(
      "select count(*) as members from staff where team_ids @> array[$1] and employed",
      [teamId],
    );
    return rows[0]?.members ?? 0;
  },
});
