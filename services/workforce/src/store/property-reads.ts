import type { Database } from "@shouwen/event-bus/database";
import type { TeamData } from "../domain/organisation/team.ts";
import type { Colleague } from "../domain/paper/weekly-person.ts";

type NumberAt = { readonly propertyId: string; readonly staffNumber: string; readonly but: string };

/** What a decision must know of a property besides its own state. Reads as the machine: every property. */
export const openPropertyReads = (database: Database) => ({
  isKnown: async (propertyId: string): Promise<boolean> => {
    const { rowCount } = await database.query("select from property where id = $1", [propertyId]);
    return rowCount === 1;
  },
  /** The time zone of a property; undefined when it is not known. */
  zoneOf: async (propertyId: string): Promise<string | undefined> => {
    const text = `select state #>> '{data,timeZone}' as zone from property where id = $1`;
    return (await database.query<{ zone: string }>(text, [propertyId])).rows[0]?.zone;
  },
  /** The standing teams within a scope of rules: a property's own, or all of them. */
  teamIdsIn: async (scope: string): Promise<readonly string[]> => {
    const { rows } = await database.query<{ id: string }>(
      "select id from team where standing and ($1 not like 'prp\\_%' or property_id = $1)",
      [scope],
    );
    return rows.map(({ id }) => id);
  },
  teamsOf: async (propertyId: string): Promise<readonly TeamData[]> => {
    const { rows } = await database.query<{ data: TeamData }>(
      "select state->'data' as data from team where property_id = $1 and standing",
      [propertyId],
    );
    return rows.map(({ data }) => data);
  },
  /** Who works at a property, with the leave that stands. */
  colleaguesAt: async (propertyId: string): Promise<readonly Colleague[]> => {
    const { rows } = await database.query<Colleague>(
      `select id as "staffId", state #>> '{data,staffNumber}' as "staffNumber", team_ids as "teamIds",
         coalesce(state #> '{rota,absences}', '[]'::jsonb) as absences
       from staff where property_id = $1 and employed`,
      [propertyId],
    );
    return rows;
  },
  /** Whom each staff number of a property names. Who has left is named by a number only while nobody else has it. */
  numbersOf: async (propertyId: string): Promise<Map<string, string>> => {
    const { rows } = await database.query<{ id: string; number: string }>(
      "select id, state #>> '{data,staffNumber}' as number from staff where property_id = $1 order by employed, id",
      [propertyId],
    );
    return new Map(rows.map(({ id, number }) => [number, id]));
  },
  /** Who works at a property under a number, somebody left out. */
  othersUnder: async ({ propertyId, staffNumber, but }: NumberAt): Promise<string | undefined> => {
    const { rows } = await database.query<{ id: string }>(
      `select id from staff
       where property_id = $1 and employed and id <> $3 and state #>> '{data,staffNumber}' = $2 limit 1`,
      [propertyId, staffNumber, but],
    );
    return rows[0]?.id;
  },
  membersOf: async (teamId: string): Promise<number> => {
    const { rows } = await database.query<{ members: number }>(
      "select count(*) as members from staff where team_ids @> array[$1] and employed",
      [teamId],
    );
    return rows[0]?.members ?? 0;
  },
});
