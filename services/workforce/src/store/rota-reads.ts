import type { Database } from "@shouwen/event-bus/database";
import type { TeamLeft } from "../domain/duty/follow-rota.ts";
import type { IsFit } from "../domain/rota-lists.ts";

// The successor is whoever is rostered in the team at this moment and not on duty. Who is on duty and whose own window
// ends at this moment does not count as staying, so of two who end together neither relies on the other.
const teamLeftText = `
select t.id as "teamId",
  not exists (
    select from staff s where s.team_ids @> array[t.id] and s.id <> $2 and s.employed and s.on_duty
      and (s.duty_until is null or s.duty_until > now())
  ) as "isEmpty",
  exists (
    select from shift h join staff s on s.id = h.staff_id
    where h.team_id = t.id and h.staff_id <> $2 and h.starts_at <= now() and h.ends_at > now() and s.employed and not s.on_duty
      and s.property_id = h.property_id
      and exists (
        select from jsonb_to_recordset(h.windows) as w("from" timestamptz, "to" timestamptz)
        where w."from" <= now() and w."to" > now()
      )
  ) as "awaitsSuccessor"
from unnest($1::text[]) as t(id)`;

const relievedText = `
select s.id from staff s, staff comer
where comer.id = $1 and comer.on_duty and s.stay_team_id is not null and s.id <> comer.id
  and (s.stay_team_id = any (comer.team_ids) or s.stay_team_id in (
    select h.team_id from shift h where h.staff_id = comer.id and h.starts_at <= now() and h.ends_at > now()
  ))`;

const fitText = `
select from staff s
where s.id = $1 and s.employed and (s.property_id = $2 or $3) and not exists (
  select from jsonb_array_elements(s.state #> '{rota,absences}') a
  where a ->> 'status' in ('approved', 'begun')
    and (a ->> 'from')::timestamptz < $5::timestamptz and (a ->> 'to')::timestamptz > $4::timestamptz
)`;

/** What a decision about one person must know of others. Reads as the machine: every property. */
export const openRotaReads = (database: Database) => {
  const ids = async (text: string, id: string): Promise<string[]> =>
    (await database.query<{ id: string }>(text, [id])).rows.map((row) => row.id);
  return {
    /** Whose shift it is, and where. */
    shift: async (shiftId: string): Promise<{ staffId: string; propertyId: string } | undefined> => {
      const { rows } = await database.query<{ staffId: string; propertyId: string }>(
        'select staff_id as "staffId", property_id as "propertyId" from shift where id = $1',
        [shiftId],
      );
      return rows[0];
    },
    /** Whose leave or exchange it is. */
    staffOf: async (rotaId: string): Promise<string | undefined> =>
      (await ids("select id from staff where rota_ids @> array[$1]", rotaId))[0],
    isFit: (async (substituteId, where, time) => {
      const values = [substituteId, where.propertyId, where.anywhere, time.from, time.to];
      return (await database.query(fitText, values)).rowCount === 1;
    }) satisfies IsFit,
    /** What each of these teams would be without somebody, now. */
    teamsWithout: async (
      staffId: string,
      teamIds: readonly string[],
    ): Promise<ReadonlyMap<string, TeamLeft>> => {
      if (teamIds.length === 0) return new Map();
      const values = [teamIds, staffId];
      const { rows } = await database.query<TeamLeft & { teamId: string }>(teamLeftText, values);
      return new Map(rows.map(({ teamId, ...left }) => [teamId, left]));
    },
    /** Who stays for a successor in a team of somebody who has come. */
    relievedBy: (staffId: string): Promise<string[]> => ids(relievedText, staffId),
    /** Everybody whose state names a colleague. */
    thoseWhoName: (staffId: string): Promise<string[]> =>
      ids("select id from staff where colleague_ids @> array[$1]", staffId),
  };
};
