import { measureAcceptsBaseline } from "../accepts-baseline.ts";
import { type Figure, ms, perSecond } from "../figure.ts";
import { loadHttp } from "../http-load.ts";
import { onSite, type Site } from "../site.ts";

const connections = 128;
const seconds = 10;
const warmUpSeconds = 4;
const reach = 0.7;

/** Durable accepts a second on a site whose intake is warm, and the same rows by pgbench right after. */
export const acceptsOn = async (site: Site) => {
  const load = {
    origin: site.stack.services.intake ?? "",
    token: site.stack.tokens.agent ?? "",
    connections,
  };
  await loadHttp(site, { ...load, seconds: warmUpSeconds });
  const accepts = await loadHttp(site, { ...load, seconds });
  const baseline = await measureAcceptsBaseline(site, { clients: connections, seconds: seconds / 2 });
  return { accepts, baseline, ratio: accepts.perSecond / baseline.perSecond };
};

/** P1: with sign-in, validation, encryption and tracing on; nobody else competes for the two cores but the broker. */
export const measureAccepts = (): Promise<Figure[]> =>
  onSite({ services: ["intake", "workforce"] }, async (site) => {
    const { accepts, baseline, ratio } = await acceptsOn(site);
    return [
      {
        name: "P1",
        what: `durable accepts over HTTP, ${connections} connections (${accepts.by}; ${accepts.refused} refused; p50 ${ms(accepts.p50Ms)}, p99 ${ms(accepts.p99Ms)})`,
        value: perSecond(accepts.perSecond),
        baseline: `${perSecond(baseline.perSecond)} (${baseline.by})`,
        ratio,
        reach: `≥ ${reach} of the baseline`,
        reached: ratio >= reach && accepts.refused === 0,
      },
    ];
  });
