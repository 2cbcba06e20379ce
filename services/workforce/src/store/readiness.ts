import type { PropertyLack } from "@shouwen/contracts/events/workforce";
import type { Database } from "@shouwen/event-bus/database";
import type { PolicySet } from "@shouwen/service-kit/policy-set";
import type { PropertyData } from "../domain/organisation/property.ts";
import { lacksOf, type PropertyFacts } from "../domain/organisation/readiness.ts";

const factsText = `
select p.id,
  exists (
    select from staff s where s.id = p.state #>> '{data,defaultOwnerId}' and s.employed and s.property_id = p.id
  ) as "hasOwner",
  exists (
    select from team t join staff s on s.team_ids @> array[t.id] and s.employed
    where t.property_id = p.id and t.standing
  ) as "hasStaffedTeam",
  exists (select from shift h where h.property_id = p.id and h.ends_at > now())
    or exists (select from staff s where s.property_id = p.id and s.on_duty) as "hasRota",
  array(select t.id from team t where t.property_id = p.id and t.standing) as "teamIds"
from property p where p.id = any($1)`;

/** Every property that takes requests. */
export const livePropertiesIn = (database: Database) => async (): Promise<readonly PropertyData[]> => {
  const text = `select state->'data' as data from property where state #>> '{data,purpose}' = 'live'`;
  return (await database.query<{ data: PropertyData }>(text)).rows.map(({ data }) => data);
};

type Row = Omit<PropertyFacts, "catchAllTeams"> & { readonly id: string };

/** Tells what properties lack. Reads as the machine: whoever asks may see them already. */
export const openReadiness =
  (
    database: Database,
    rules: (properties: readonly PropertyData[]) => Promise<PolicySet<{ readonly teams: readonly string[] }>>,
  ) =>
  /** By property, those of the past left out: nothing happens there. */
  async (properties: readonly PropertyData[]): Promise<ReadonlyMap<string, readonly PropertyLack[]>> => {
    const live = properties.filter(({ purpose }) => purpose === "live");
    const [{ rows }, policySet, now] = await Promise.all([
      database.query<Row>({
        name: "property_facts",
        text: factsText,
        values: [live.map(({ propertyId }) => propertyId)],
      }),
      rules(live),
      database.query<{ now: string }>("select now() as now"),
    ]);
    return new Map(
      rows.map(({ id, ...facts }) => [
        id,
        lacksOf({ ...facts, catchAllTeams: policySet.inForce(id, now.rows[0]?.now ?? "").body.teams }),
      ]),
    );
  };
