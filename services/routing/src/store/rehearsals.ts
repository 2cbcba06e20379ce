import type { DataOf } from "@shouwen/contracts/define-event";
import type { propertyState } from "@shouwen/contracts/events/workforce";
import type { Database } from "@shouwen/event-bus/database";
import type { PolicySet, PolicyVersion } from "@shouwen/service-kit/policies";
import type { Team } from "../domain/assignment/choose-team.ts";
import { type PolicySets, termsInForce } from "../domain/clock/pinned-terms.ts";
import type { RoutingPolicy, SlaPolicy } from "../domain/policy/policies.ts";
import {
  noRouting,
  noSla,
  type RoutingRehearsal,
  rehearseRouting,
  rehearseSla,
  type SlaRehearsal,
} from "../domain/policy/rehearse.ts";
import { type Period, pastTickets } from "./past-tickets.ts";

type Property = DataOf<typeof propertyState>;

/** Where rules, people and tickets of the past come from. */
export type RehearsalSources = {
  readonly now: () => string;
  readonly database: Database;
  properties(): Promise<readonly Property[]>;
  teamsOf(propertyId: string): Promise<readonly Team[]>;
  terms(): Promise<PolicySets & { readonly sla: PolicySet<SlaPolicy> }>;
  routing(): Promise<PolicySet<RoutingPolicy>>;
};

/** What is tried on which part of the past. */
export type Trial<Body> = Period & {
  readonly scope: string;
  readonly body: Body;
  readonly listed: number;
};

/** A draft as if it were the newest version of its scope. */
const asVersion = <Body>(scope: string, body: Body): PolicyVersion<Body> => ({
  policyVersionId: "draft@0",
  scope,
  version: Number.MAX_SAFE_INTEGER,
  body,
  effectiveFrom: "1970-01-01T00:00:00.000Z",
  effectiveUntil: null,
});

/** In force now as before, with the draft in its scope before all others there. */
const tried = <Body>(
  policySet: PolicySet<Body>,
  { scope, body }: { scope: string; body: Body },
  now: string,
) => policySet.with({ ...asVersion(scope, body), effectiveFrom: now });

/** The properties whose rules a scope can change. */
const inScope = async (sources: RehearsalSources, scope: string): Promise<readonly Property[]> => {
  const [sort, name] = scope.split(":");
  return (await sources.properties()).filter(
    (property) =>
      scope === "group" ||
      property.propertyId === scope ||
      (sort === "brand" && property.brand === name) ||
      (sort === "region" && property.region === name),
  );
};

/** How many tickets of a period would go elsewhere under a draft of routing rules. */
export const rehearseRoutingOn = async (
  sources: RehearsalSources,
  trial: Trial<RoutingPolicy>,
): Promise<RoutingRehearsal> => {
  const now = sources.now();
  const policySet = await sources.routing();
  const draft = tried(policySet, trial, now);
  let so = noRouting;
  for (const { propertyId, timeZone } of await inScope(sources, trial.scope)) {
    const context = {
      inForce: policySet.inForce(propertyId, now),
      draft: draft.inForce(propertyId, now),
      teams: await sources.teamsOf(propertyId),
      timeZone,
      listed: trial.listed,
    };
    for await (const past of pastTickets(sources.database, propertyId, trial))
      so = rehearseRouting(so, past, context);
  }
  return so;
};

/** Which promises of the tickets of a period would be missed, and which kept, under a draft of an SLA policy. */
export const rehearseSlaOn = async (
  sources: RehearsalSources,
  trial: Trial<SlaPolicy>,
): Promise<SlaRehearsal> => {
  const now = sources.now();
  const terms = await sources.terms();
  const draft = { ...terms, sla: tried(terms.sla, trial, now) };
  let so = noSla;
  for (const { propertyId } of await inScope(sources, trial.scope)) {
    const context = {
      now,
      listed: trial.listed,
      inForce: termsInForce(terms, propertyId, now),
      draft: termsInForce(draft, propertyId, now),
    };
    for await (const past of pastTickets(sources.database, propertyId, trial))
      so = rehearseSla(so, past, context);
  }
  return so;
};
