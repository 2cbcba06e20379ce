import { shippedCatchAllTeam } from "@shouwen/contracts/shipped";
import type { Database } from "@shouwen/event-bus/database";
import { columns } from "@shouwen/event-bus/saving";
import { type PolicySet, type PolicyVersion, policySetOf } from "@shouwen/service-kit/policy-set";
import type { PropertyData } from "../domain/organisation/property.ts";
import type { RoutingRuleVersion } from "../domain/organisation/routing-rule-version.ts";

const keepText = `
insert into routing_rule (policy_version_id, scope, version, effective_from, effective_until, catch_all_teams, agg_seq)
select r.id, r.scope, r.version, r.since, r.until, array(select jsonb_array_elements_text(r.teams)), r.agg_seq
from unnest($1::text[], $2::text[], $3::int[], $4::timestamptz[], $5::timestamptz[], $6::jsonb[], $7::bigint[])
  as r(id, scope, version, since, until, teams, agg_seq)
on conflict (policy_version_id) do update
  set effective_until = excluded.effective_until, agg_seq = excluded.agg_seq
  where routing_rule.agg_seq <= excluded.agg_seq`;

type CatchAll = { readonly teams: readonly string[] };

const shipped: PolicyVersion<CatchAll> = {
  policyVersionId: "pol_routing_group@0",
  scope: "group",
  version: 0,
  effectiveFrom: "1970-01-01T00:00:00.000Z",
  effectiveUntil: null,
  body: { teams: [shippedCatchAllTeam] },
};

const readText = `
select policy_version_id as "policyVersionId", scope, version, catch_all_teams as teams,
  effective_from as "effectiveFrom", effective_until as "effectiveUntil" from routing_rule`;

type Row = Omit<PolicyVersion<CatchAll>, "body"> & CatchAll;

/** What workforce hears of routing's rules: to which teams they send what no other rule takes. */
export const openRoutingRules = (database: Database) => ({
  keep: async (versions: readonly RoutingRuleVersion[]): Promise<void> => {
    const newest = new Map<string, RoutingRuleVersion>();
    for (const version of versions)
      if ((newest.get(version.policyVersionId)?.aggSeq ?? 0) <= version.aggSeq)
        newest.set(version.policyVersionId, version);
    if (newest.size === 0) return;
    const rows = [...newest.values()]
      .map((version) => ({ ...version, teams: JSON.stringify(version.catchAllTeams) }))
      .toSorted((a, b) => (a.policyVersionId < b.policyVersionId ? -1 : 1));
    await database.query({
      name: "keep_routing_rules",
      text: keepText,
      values: columns(rows, [
        "policyVersionId",
        "scope",
        "version",
        "effectiveFrom",
        "effectiveUntil",
        "teams",
        "aggSeq",
      ]),
    });
  },
  /** The rules as they are in force for these properties. */
  current: async (properties: readonly PropertyData[]): Promise<PolicySet<CatchAll>> => {
    const { rows } = await database.query<Row>({ name: "routing_rules", text: readText, values: [] });
    const places = new Map(
      properties.map(({ propertyId, brand, region }) => [propertyId, { brand, region }]),
    );
    const published = rows.map(({ teams, ...version }) => ({ ...version, body: { teams } }));
    return policySetOf([...published, shipped], (propertyId) => places.get(propertyId));
  },
});
