import { randomBytes } from "node:crypto";
import { readConfig, serviceEnvironment } from "@shouwen/service-kit/config";
import { startService } from "@shouwen/service-kit/service";
import { kafka } from "@shouwen/test-kit/kafka";
import { postgres } from "@shouwen/test-kit/postgres";
import { type Bearer, issuer } from "@shouwen/test-kit/tokens";
import { followTopics, type TopicLog } from "@shouwen/test-kit/topic-log";
import pg from "pg";
import { wireWorkforce } from "../src/service.ts";

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the body holds
export type Answer = { readonly status: number; readonly body: any; readonly headers: Headers };

export type Call = {
  readonly as: Bearer;
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
};

/** Workforce as it runs, on a database of its own and the shared topics. */
export type House = {
  /** Set apart from what other tests say on the same topics: `prp_<own>`. */
  readonly own: string;
  readonly peopleUrl: string;
  readonly log: TopicLog;
  call(path: string, call: Call): Promise<Answer>;
  admin(text: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
};

const topics = ["shouwen.property_state", "shouwen.team_state", "shouwen.staff_state", "shouwen.staff"];

export const openHouse = async (): Promise<House> => {
  const [database, { brokers }] = await Promise.all([postgres(["workforce"]), kafka()]);
  const urls = database.services.workforce;
  if (!urls) throw new Error("No workforce schema");
  const auth = issuer();
  const config = readConfig(serviceEnvironment, {
    ...auth.environment,
    PORT: "0",
    DATABASE_URL: urls.machine,
    PEOPLE_DATABASE_URL: urls.people,
    KAFKA_BROKERS: brokers.join(","),
    LOG_LEVEL: "warn",
  });
  const definition = { name: "workforce", description: "Workforce under test", config, wire: wireWorkforce };
  const running = await startService(definition, (error) => {
    throw error;
  });
  const log = await followTopics({ brokers, topics });
  const asAdmin = new pg.Pool({ connectionString: database.adminUrl, max: 1 });
  return {
    own: randomBytes(4).toString("hex"),
    peopleUrl: urls.people,
    log,
    call: async (path, { as, method, body, headers }) => {
      const response = await fetch(`${running.url}${path}`, {
        method: method ?? (body === undefined ? "GET" : "POST"),
        headers: {
          authorization: auth.authorization(as),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text ? JSON.parse(text) : undefined,
        headers: response.headers,
      };
    },
    admin: async (text) => (await asAdmin.query(text)).rows,
    close: async () => {
      await Promise.all([running.stop(), log.close(), asAdmin.end()]);
      await database.close();
    },
  };
};
