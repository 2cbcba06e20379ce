import { givenMoment } from "@shouwen/contracts/given-moment";
import { propertyId } from "@shouwen/contracts/values";
import { maySee, personBehind } from "@shouwen/service-kit/auth";
import type { App, Routes } from "@shouwen/service-kit/http";
import { policyScope, requireScope } from "@shouwen/service-kit/policy-views";
import { z } from "zod";
import { type RoutingPolicy, routingPolicy, type SlaPolicy, slaPolicy } from "../domain/policy/policies.ts";
import type { RoutingRehearsal, SlaRehearsal } from "../domain/policy/rehearse.ts";
import { propertyUnknown } from "../domain/rejections.ts";

type Trial<Body> = {
  readonly scope: string;
  readonly body: Body;
  readonly from: string;
  readonly to: string;
  readonly listed: number;
};

type Recalculation = { readonly list: readonly object[] };

type Sources = {
  readonly now: () => string;
  rehearseRouting(trial: Trial<RoutingPolicy>): Promise<RoutingRehearsal>;
  rehearseSla(trial: Trial<SlaPolicy>): Promise<SlaRehearsal>;
  recalculate(proposal: {
    propertyId: string;
    by: string;
    isDry: boolean;
    listed: number;
  }): Promise<Recalculation>;
};

const dayMs = 24 * 60 * 60_000;

const period = {
  days: z.int().min(1).max(1_000).default(30).describe("The last so many days, where from is left out"),
  from: givenMoment.optional().describe("Tickets received at this moment or later"),
  to: givenMoment.optional().describe("Tickets received before this moment; now when left out"),
  listed: z.int().min(0).max(1_000).default(100).describe("How many are listed; all are counted"),
};

const config = { allow: ["manager"], rate: "heavy" } as const;
const tags = ["policies"];

type Proposal = { days: number; from?: string | undefined; to?: string | undefined; listed: number };

const periodOf = ({ days, from, to, listed }: Proposal, now: string) => {
  const until = to ?? now;
  return { from: from ?? new Date(Date.parse(until) - days * dayMs).toISOString(), to: until, listed };
};

/** Trying rules on the past before they hold, and putting old tickets under them. */
export const rehearsalRoutes =
  (sources: Sources): Routes =>
  (app) => {
    app.post(
      "/v1/policies/routing/rehearse",
      {
        config,
        schema: {
          summary: "Which tickets of the last days would go to another team under these rules",
          tags,
          body: z.object({ scope: policyScope, body: routingPolicy, ...period }),
        },
      },
      (request) => {
        const { scope, body } = request.body;
        requireScope(personBehind(request), scope);
        return sources.rehearseRouting({ scope, body, ...periodOf(request.body, sources.now()) });
      },
    );
    app.post(
      "/v1/policies/sla/rehearse",
      {
        config,
        schema: {
          summary:
            "Which promises of the last days would have been missed, and which kept, under these rules",
          tags,
          body: z.object({ scope: policyScope, body: slaPolicy, ...period }),
        },
      },
      (request) => {
        const { scope, body } = request.body;
        requireScope(personBehind(request), scope);
        return sources.rehearseSla({ scope, body, ...periodOf(request.body, sources.now()) });
      },
    );
    recalculation(app, sources);
  };

const recalculation = (app: App, sources: Sources) => {
  app.post(
    "/v1/policies/sla/recalculate",
    {
      config,
      schema: {
        summary: "Put the open tickets of a property under the rules in force; says first what that changes",
        tags,
        body: z.object({
          propertyId,
          dryRun: z.boolean().default(true).describe("True only says what it would change"),
          listed: period.listed,
        }),
      },
    },
    (request) => {
      const person = personBehind(request);
      const { propertyId: id, dryRun, listed } = request.body;
      if (!maySee(person, id)) throw propertyUnknown();
      return sources.recalculate({ propertyId: id, by: person.id, isDry: dryRun, listed });
    },
  );
};
