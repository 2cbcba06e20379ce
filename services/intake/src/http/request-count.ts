import { pastMoment } from "@shouwen/contracts/given-moment";
import { propertyId } from "@shouwen/contracts/values";
import { type Person, personBehind } from "@shouwen/service-kit/auth";
import type { Routes } from "@shouwen/service-kit/http";
import { z } from "zod";

export type CountFilter = {
  readonly propertyId: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

/** What people may see: the requests of their own properties. */
type RequestCounts = { count(person: Person, filter: CountFilter): Promise<number> };

/** How many requests there are. Each becomes one ticket, so that a report of tickets knows whether it is whole. */
export const requestCountRoutes =
  (requests: RequestCounts, now: () => string): Routes =>
  (app) => {
    app.get(
      "/v1/requests/count",
      {
        config: { allow: ["supervisor", "manager", "integrator"] },
        schema: {
          summary: "How many requests a property took, to see whether figures of its tickets are whole",
          tags: ["requests"],
          querystring: z.object({
            propertyId,
            from: pastMoment.optional().describe("Received at this moment or later"),
            to: pastMoment.optional().describe("Received before this moment"),
          }),
          response: {
            200: z.object({
              requests: z.int(),
              asOf: z.string().describe("Every request that was taken before this moment is counted"),
            }),
          },
        },
      },
      async (request) => {
        const asOf = now();
        return { requests: await requests.count(personBehind(request), request.query), asOf };
      },
    );
  };
