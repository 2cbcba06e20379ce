import type { Database } from "@shouwen/event-bus/database";
import type { OwnerlessPage, OwnerlessTicket } from "../domain/assignment/assign-owner.ts";
import type { Load } from "../domain/assignment/offer-ticket.ts";

type TeamQueued = { readonly teamId: string; readonly propertyId: string };

/** What the assigner looks at: queues, how busy people are, and tickets that nobody owns. Index reads all. */
export type WorkQueue = {
  /** Teams with tickets in their queue that are to be offered. */
  waitingTeams(): Promise<readonly TeamQueued[]>;
  /** Teams with tickets that somebody is to take, about which nobody was told yet that no one is there. */
  unseenClaims(): Promise<readonly TeamQueued[]>;
  /** The next tickets of a team that are to be offered: most urgent, then longest waiting. */
  nextOf(teamId: string, limit: number, offset?: number): Promise<readonly string[]>;
  /** The same for people who take the next one themselves: both those that are offered and those that are not. */
  claimable(teamId: string, limit: number): Promise<readonly string[]>;
  /** Tickets of a team about which nobody was told yet that no one fits. */
  unofferedOf(teamId: string, limit: number): Promise<readonly string[]>;
  /** The same of those that somebody is to take. */
  unseenOf(teamId: string, limit: number): Promise<readonly string[]>;
  /** Open children of tickets that were resolved for all of them. */
  childrenToResolve(
    limit: number,
  ): Promise<readonly { ticketId: string; parentId: string; propertyId: string }[]>;
  loads(staffIds: readonly string[]): Promise<ReadonlyMap<string, Load>>;
  /** The next page of tickets that nobody owns, property by property. */
  ownerless(page: OwnerlessPage): Promise<readonly OwnerlessTicket[]>;
};

// Of what somebody handled, the newest few say when they were last done with something: looking through years of it
// would find the same.
const loadsText = `
select person.id, held.open, greatest(held.offered_at, done.resolved_at) as "idleSince"
from unnest($1::text[]) as person(id)
cross join lateral (
  select count(*) as open, max(offered_at) as offered_at from ticket
  where worker_id = person.id and status in ('offered', 'accepted', 'in_progress', 'waiting')) held
cross join lateral (
  select max(resolved_at) as resolved_at from (
    select resolved_at from ticket where handler_id = person.id order by received_at desc, id desc limit 8) newest) done`;

/** Teams with queued tickets of a sort. A loose index scan: one step per team, however long the queues are. */
const teamFinder =
  (database: Database) =>
  async (name: string, condition: string): Promise<readonly TeamQueued[]> => {
    const next = (after: string) =>
      `(select team_id, property_id from ticket
      where status = 'queued' and mode = 'live' and ${condition} and ${after} order by team_id limit 1)`;
    const { rows } = await database.query<TeamQueued>({
      name,
      text: `with recursive team as (
        ${next("team_id is not null")}
        union all
        select n.team_id, n.property_id from team cross join lateral ${next("team_id > team.team_id")} n
      ) select team_id as "teamId", property_id as "propertyId" from team`,
    });
    return rows;
  };

export const openWorkQueue = (database: Database): WorkQueue => {
  const ids = async (name: string, text: string, values: unknown[]) =>
    (await database.query<{ id: string }>({ name, text, values })).rows.map((row) => row.id);
  const teamsWith = teamFinder(database);
  return {
    waitingTeams: () => teamsWith("waiting_teams", "not for_claim"),
    unseenClaims: () => teamsWith("unseen_claims", "for_claim and not no_handler_told"),
    nextOf: (teamId, limit, offset = 0) =>
      ids(
        "next_of_team",
        `select id from ticket where team_id = $1 and status = 'queued' and mode = 'live' and not for_claim
         order by priority_rank, received_at limit $2 offset $3`,
        [teamId, limit, offset],
      ),
    unofferedOf: (teamId, limit) =>
      ids(
        "untold_of_team",
        `select id from ticket where team_id = $1 and status = 'queued' and mode = 'live' and not for_claim and not no_handler_told
         order by priority_rank, received_at limit $2`,
        [teamId, limit],
      ),
    unseenOf: (teamId, limit) =>
      ids(
        "unseen_of_team",
        `select id from ticket where team_id = $1 and status = 'queued' and mode = 'live' and for_claim and not no_handler_told
         order by priority_rank, received_at limit $2`,
        [teamId, limit],
      ),
    claimable: (teamId, limit) =>
      ids(
        "claimable_of_team",
        `select id from (
           (select id, priority_rank, received_at from ticket
            where team_id = $1 and status = 'queued' and mode = 'live' and for_claim
            order by priority_rank, received_at limit $2)
           union all
           (select id, priority_rank, received_at from ticket
            where team_id = $1 and status = 'queued' and mode = 'live' and not for_claim
            order by priority_rank, received_at limit $2)) both_sorts
         order by priority_rank, received_at limit $2`,
        [teamId, limit],
      ),
    loads: async (staffIds) => {
      const { rows } = await database.query<{ id: string } & Load>({
        name: "loads",
        text: loadsText,
        values: [staffIds],
      });
      return new Map(rows.map(({ id, ...load }) => [id, load]));
    },
    childrenToResolve: async (limit) => {
      const { rows } = await database.query<{ ticketId: string; parentId: string; propertyId: string }>({
        name: "children_to_resolve",
        text: `select c.id as "ticketId", p.id as "parentId", c.property_id as "propertyId"
               from ticket c cross join lateral (
                 with recursive line as (
                   select id, status, merged_into from ticket where id = c.parent_id
                   union all
                   select n.id, n.status, n.merged_into from line join ticket n on n.id = line.merged_into
                 ) select id from line where status in ('resolved', 'closed') limit 1) p
               where c.parent_id is not null and c.mode = 'live'
                 and c.status in ('queued', 'offered', 'accepted', 'in_progress', 'waiting')
                 and (c.state ->> 'resolutions')::int = 0
                 and not jsonb_path_exists(c.state, '$.subTasks[*] ? (@.state == "open" || @.state == "overdue")')
                 and coalesce((c.state -> 'notice' ->> 'passed')::boolean, true)
               limit $1`,
        values: [limit],
      });
      return rows;
    },
    ownerless: async ({ after, limit }) => {
      const { rows } = await database.query<OwnerlessTicket>({
        name: "ownerless",
        text: `select id as "ticketId", property_id as "propertyId" from ticket
               where owner_id is null and mode = 'live' and closed_at is null and status <> 'merged'
                 and (property_id, id) > ($1, $2)
               order by property_id, id limit $3`,
        values: [after?.propertyId ?? "", after?.ticketId ?? "", limit],
      });
      return rows;
    },
  };
};
