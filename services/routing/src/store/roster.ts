import type { ReplicatedState } from "@shouwen/event-bus/replicated-state";
import { LRUCache } from "lru-cache";
import type { Staff } from "../domain/assignment/choose-owner.ts";
import type { Team } from "../domain/assignment/choose-team.ts";

/** Who works at a property and in which teams, at most half a second old. */
export type Roster = {
  staffOf(propertyId: string): Promise<readonly Staff[]>;
  teamsOf(propertyId: string): Promise<readonly Team[]>;
  /** The people of a team, by its whole id; nobody where there is no such team. */
  peopleOf(teamId: string): Promise<readonly Staff[]>;
};

const freshMs = 500;
const mostProperties = 5_000;

export const createRoster = (known: {
  staff: ReplicatedState<Staff>;
  teams: ReplicatedState<Team>;
}): Roster => {
  const staffOf = keptFor(freshMs, (propertyId) => known.staff.list(propertyId));
  return {
    staffOf,
    teamsOf: keptFor(freshMs, (propertyId) => known.teams.list(propertyId)),
    peopleOf: async (teamId) => {
      const team = await known.teams.get(teamId);
      if (!team) return [];
      return (await staffOf(team.propertyId)).filter(({ teamIds }) => teamIds.includes(teamId));
    },
  };
};

/** Answers are kept for a while; calls at one moment share one read. A failed read is not kept. */
const keptFor = <Value>(
  ms: number,
  read: (key: string) => Promise<Value>,
): ((key: string) => Promise<Value>) => {
  const kept = new LRUCache<string, Promise<Value>>({ max: mostProperties, ttl: ms });
  return (key) => {
    const hit = kept.get(key);
    if (hit) return hit;
    const value = read(key);
    kept.set(key, value);
    value.catch(() => kept.delete(key));
    return value;
  };
};
