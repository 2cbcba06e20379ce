import type { Database } from "@shouwen/event-bus/database";

// By chance, so that those for which nothing can be done do not keep the others waiting.
/** Open tickets that somebody owns, unless somebody else offered them on already, or works on, who has left. */
export const ticketsOfLeavers = async (
  database: Database,
  limit: number,
): Promise<readonly { ticketId: string; staffId: string }[]> => {
  const { rows } = await database.query<{ ticketId: string; staffId: string }>({
    name: "tickets_of_leavers",
    text: `with left_company as (
             select s.id, boss.id as supervisor from known_state s
               left join known_state boss on boss.topic = s.topic and boss.id = s.state ->> 'supervisorId'
                 and boss.state ->> 'employed' = 'true'
             where s.topic = 'shouwen.staff_state' and s.state ->> 'employed' = 'false'
           )
           (select t.id as "ticketId", l.id as "staffId" from left_company l join ticket t on t.owner_id = l.id
            where t.closed_at is null and t.mode = 'live' and t.status <> 'merged'
              and (l.supervisor is null or t.ownership_offered_to is distinct from l.supervisor)
              and (t.ownership_offered_to is null or t.state ->> 'ownershipOfferedBy' = l.id
                or t.ownership_offered_to in (select id from left_company))
            order by random() limit $1)
           union
           (select t.id, l.id from left_company l join ticket t on t.worker_id = l.id
            where t.status in ('offered', 'accepted', 'in_progress', 'waiting') and t.mode = 'live'
            order by random() limit $1)`,
    values: [limit],
  });
  return rows;
};
