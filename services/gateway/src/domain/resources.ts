/** The services behind the gateway. */
export const serviceNames = [
  "intake",
  "routing",
  "callbacks",
  "messaging",
  "scoring",
  "profiles",
  "workforce",
] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Which service answers for which resources under `/v1`. A resource owns everything below it, too. */
const resources: Readonly<Record<ServiceName, readonly string[]>> = {
  intake: ["requests", "callers", "calls", "imports", "incidents", "policies/danger_words"],
  routing: [
    "tickets",
    "approvals",
    "policies/sla",
    "policies/routing",
    "policies/calendars",
    "policies/escalation",
    "policies/plans",
    "policies/categories",
    "policies/approvals",
    "policies/remedy_limits",
  ],
  callbacks: [
    "callbacks",
    "scripts",
    "questionnaires",
    "survey-campaigns",
    "survey-links",
    "survey-results",
    "policies/callback",
  ],
  messaging: [
    "messages",
    "templates",
    "campaigns",
    "consents",
    "inbound",
    "receipts",
    "policies/messaging_rules",
    "policies/quiet_hours",
    "policies/templates",
  ],
  scoring: [
    "packs",
    "scorecards",
    "samples",
    "inspections",
    "appeals",
    "ledger",
    "periods",
    "boards",
    "policies/score_pack",
  ],
  profiles: ["profiles", "cards", "segments", "policies/customers"],
  workforce: [
    "staff",
    "teams",
    "properties",
    "rota",
    "absences",
    "swaps",
    "duty",
    "cover",
    "hand-over-notes",
    "checklists",
    "notices",
    "imports/workforce",
    "imports/staff.csv",
    "imports/rota.csv",
    "policies/shift_patterns",
    "policies/duty",
    "policies/cover",
    "policies/hand_over",
    "policies/checklists",
  ],
};

const owners = new Map(
  serviceNames.flatMap((service) => resources[service].map((resource) => [resource, service] as const)),
);

/** Resources whose bodies may be long: they are streamed. Every other body is 256 KB at most. */
const streamed = new Set(["imports", "imports/workforce", "imports/staff.csv", "imports/rota.csv"]);

/** Resources that providers call, who are many customers' voice at once. */
const forProviders = new Set(["inbound", "receipts"]);

/** One resource of `/v1`. */
export type Resource = {
  readonly name: string;
  readonly service: ServiceName;
  readonly isStreamed: boolean;
  readonly isForProviders: boolean;
};

/** Every resource with its service. */
export const allResources: readonly Resource[] = [...owners].map(([name, service]) => ({
  name,
  service,
  isStreamed: streamed.has(name),
  isForProviders: forProviders.has(name),
}));

/** The service that answers for a path under `/v1/`, or undefined. The longer resource wins. */
export const serviceOf = (path: string): ServiceName | undefined => {
  const [, version, first = "", second = ""] = path.split("/");
  if (version !== "v1") return undefined;
  return owners.get(`${first}/${second}`) ?? owners.get(first);
};
