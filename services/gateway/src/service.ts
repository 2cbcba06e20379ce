import { setTimeout as delay } from "node:timers/promises";
import cookie from "@fastify/cookie";
import type { KafkaAddress } from "@shouwen/event-bus/kafka";
import { sayDirectly } from "@shouwen/event-bus/say-directly";
import { type Authenticate, authConfigOf, createAuthenticate } from "@shouwen/service-kit/auth";
import { kafkaSecurityOf } from "@shouwen/service-kit/config";
import { type App, createApp, signIn } from "@shouwen/service-kit/http";
import { limitRate, rateLimitsOf } from "@shouwen/service-kit/limits";
import { createLogger } from "@shouwen/service-kit/logger";
import { type RunningService, warnOfPlaintext } from "@shouwen/service-kit/service";
import { startTelemetry } from "@shouwen/service-kit/telemetry";
import type { FastifyRequest } from "fastify";

import { type GatewayConfig, upstreamsOf } from "./config.ts";
import { cookieSignIn, type HostsOf } from "./http/cookie-sign-in.ts";
import { deadLetterApi, deadLetterRoutes } from "./http/dead-letters.ts";
import { documentRoutes } from "./http/documents.ts";
import { embeddedSignInRoutes } from "./http/embedded-sign-in.ts";
import { readForms } from "./http/forms.ts";
import { healthRoutes } from "./http/health.ts";
import { keepOut } from "./http/keep-out.ts";
import { liveEventRoutes } from "./http/live-events.ts";
import { livePageRoutes } from "./http/live-page.ts";
import { oidcSignInRoutes } from "./http/oidc-sign-in.ts";
import { answerOwnHostsOnly } from "./http/own-hosts.ts";
import { assetRoutes, startRoutes } from "./http/pages.ts";
import { proxyRoutes } from "./http/proxy.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { sessionRoutes } from "./http/session.ts";
import { traceRoutes } from "./http/traces.ts";
import { type LiveFeed, startLiveFeed } from "./live/live-feed.ts";
import { type Departed, openDeparted } from "./sign-in/departed.ts";
import { openEmbeddedIssuer } from "./sign-in/embedded-issuer.ts";
import { embeddedPeople } from "./sign-in/embedded-people.ts";
import { type EndedSessions, endedSessions } from "./sign-in/ended-sessions.ts";
import { oidcSignIn } from "./sign-in/oidc.ts";
import { cookieSessions, type Session, type Sessions } from "./sign-in/sessions.ts";
import { observeReplicas } from "./telemetry.ts";
import { type Ask, asker } from "./upstreams/ask.ts";
import { type Forward, forwarder } from "./upstreams/forward.ts";
import { type Replicas, watchReplicas } from "./upstreams/replicas.ts";

type Log = ReturnType<typeof createLogger>;

const service = "gateway";
const hourSeconds = 3_600;

/** How people sign in: their sessions, the routes of the door, and where a form may lead. */
type Door = {
  readonly sessions: Sessions;
  readonly formTargets: readonly string[];
  forget(session: Session): Promise<void>;
  signOutUrl(): Promise<URL | undefined>;
  routes(app: App): void;
};

/**
 * Starts the gateway. Answers when it listens; services and topics may come later. `stop` ends the live pages, lets
 * requests under way finish and leaves nothing behind.
 */
export const startGateway = async (config: GatewayConfig): Promise<RunningService> => {
  const telemetry = await startTelemetry({
    service,
    replica: config.REPLICA,
    endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    sampleRatio: config.OTEL_TRACES_SAMPLE_RATIO,
  });
  const log = createLogger({
    service,
    replica: config.REPLICA,
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT,
  });
  const kafka = { brokers: config.KAFKA_BROKERS, security: kafkaSecurityOf(config) };
  const { authenticate, departed, ended, speech } = await openGuards(config, kafka, log);
  const replicas = await watchReplicas(upstreamsOf(config), log);
  const forward = forwarder(replicas);
  const ask = asker(forward);
  const door = await openDoor(config, { ask, authenticate, ended });
  const feed = watchTopics(config, { kafka, log, departed, ended });
  let stopping = false;
  const app = createApp({ log, trustProxy: config.TRUST_PROXY, maxConnections: config.MAX_CONNECTIONS });
  await guard(app, config, { door, authenticate, departed });
  const endStreams = await addRoutes(app, {
    config,
    replicas,
    forward,
    ask,
    door,
    feed,
    ended,
    departed,
    stopping: () => stopping,
  });
  await untilKnown(ended, config, log);
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  const unobserve = observeReplicas(replicas);
  warnOfDoors(config, log);
  log.info({ url }, "ready");

  const stop = async () => {
    stopping = true;
    endStreams();
    await app.close();
    unobserve();
    await Promise.all([feed.stop(), replicas.stop(), speech.stop()]);
    log.info({}, "stopped");
    await telemetry.stop();
  };
  return { url, stop };
};

/** Hears everything: for the live page, and who is out. */
const watchTopics = (
  config: GatewayConfig,
  {
    kafka,
    log,
    departed,
    ended,
  }: { kafka: KafkaAddress; log: Log; departed: Departed; ended: EndedSessions },
): LiveFeed => {
  const feed = startLiveFeed({
    kafka,
    replica: config.REPLICA,
    lookbackHours: config.LIVE_LOOKBACK_HOURS,
    log,
    onMessage: (message) => {
      departed.hear(message);
      ended.hear(message);
    },
  });
  ended.follow(feed.knowsWhoIsOut);
  return feed;
};

const lookEveryMs = 50;

/** Whoever reaches us now shall find their session, and nobody one that was ended: waits a little to hear of these. */
const untilKnown = async (ended: EndedSessions, config: GatewayConfig, log: Log): Promise<void> => {
  const until = performance.now() + config.CATCH_UP_WITHIN_MS;
  while (!ended.isComplete() && performance.now() < until) await delay(lookEveryMs);
  if (!ended.isComplete())
    log.warn(
      {},
      "not heard yet who signed out before: until then people with an earlier session sign in again",
    );
};

/** Said at each start, so that nobody forgets what was allowed once. */
const warnOfDoors = (config: GatewayConfig, log: Log): void => {
  warnOfPlaintext(config, log);
  if (config.AUTH_MODE === "embedded")
    log.warn(
      { host: config.ALLOW_EMBEDDED_SIGN_IN ?? "this machine" },
      "embedded sign-in: anybody who reaches this page can be anybody, without a password",
    );
};

/** Who is let in, who has left, and which sessions were ended; the other gateways hear of these through `speech`. */
const openGuards = async (config: GatewayConfig, kafka: KafkaAddress, log: Log) => {
  const departed = openDeparted();
  const authenticate = await createAuthenticate(authConfigOf(config));
  const source = "/services/gateway";
  const speech = sayDirectly({ ...kafka, source, clientId: `gateway-${config.REPLICA}`, log });
  return { authenticate, departed, speech, ended: endedSessions(speech.say) };
};

const hostsFor =
  ({ PUBLIC_URL }: GatewayConfig): HostsOf =>
  (request) => [request.host, ...(PUBLIC_URL === undefined ? [] : [new URL(PUBLIC_URL).host])];

const isHttps = ({ PUBLIC_URL }: GatewayConfig): boolean => PUBLIC_URL?.startsWith("https:") ?? false;

const openDoor = async (
  config: GatewayConfig,
  { ask, authenticate, ended }: { ask: Ask; authenticate: Authenticate; ended: EndedSessions },
): Promise<Door> => {
  const seconds = config.SESSION_HOURS * hourSeconds;
  const isSecure = (request: FastifyRequest) => isHttps(config) || request.protocol === "https";
  if (config.AUTH_MODE === "oidc") {
    const oidc = oidcSignIn(config);
    const sessions = cookieSessions({ codec: oidc.codec, seconds, ended, isSecure });
    return {
      sessions,
      formTargets: [new URL(config.OIDC_ISSUER ?? "").origin],
      forget: oidc.forget,
      signOutUrl: oidc.signOutUrl,
      routes: (app) => oidcSignInRoutes(app, { oidc, sessions, authenticate, isSecure }),
    };
  }
  const issuer = await openEmbeddedIssuer(config.AUTH_SIGNING_KEY_FILE ?? "", authConfigOf(config));
  const sessions = cookieSessions({ codec: issuer.codec, seconds, ended, isSecure });
  const people = embeddedPeople(ask, issuer);
  return {
    sessions,
    formTargets: [],
    forget: async () => undefined,
    signOutUrl: async () => undefined,
    routes: (app) => embeddedSignInRoutes(app, { people, issuer, sessions, hostsOf: hostsFor(config) }),
  };
};

const guard = async (
  app: App,
  config: GatewayConfig,
  { door, authenticate, departed }: { door: Door; authenticate: Authenticate; departed: Departed },
): Promise<void> => {
  answerOwnHostsOnly(app, config.PUBLIC_URL);
  await securityHeaders(app, { formTargets: door.formTargets, isSecure: isHttps(config) });
  await app.register(cookie);
  cookieSignIn(app, { sessions: door.sessions, hostsOf: hostsFor(config) });
  keepOut(app, { authenticate, hasLeft: departed.hasLeft });
  signIn(app, { authenticate, facesThePublic: true });
  await limitRate(app, { perMinute: rateLimitsOf(config), facesThePublic: true });
  readForms(app);
};

type Parts = {
  readonly config: GatewayConfig;
  readonly replicas: Replicas;
  readonly forward: Forward;
  readonly ask: Ask;
  readonly door: Door;
  readonly feed: LiveFeed;
  readonly ended: EndedSessions;
  readonly departed: Departed;
  readonly stopping: () => boolean;
};

/** Every route. Answers how to end the streams of live pages. */
const addRoutes = async (app: App, parts: Parts): Promise<() => void> => {
  const { config, ask, door, feed, stopping } = parts;
  const { readiness } = parts.replicas;
  proxyRoutes(app, parts.forward);
  deadLetterRoutes(app, ask);
  healthRoutes(app, { replica: config.REPLICA, stopping, readiness, feed, ended: parts.ended });
  documentRoutes(app, { ask, readiness, own: deadLetterApi });
  door.routes(app);
  const { sessions, forget, signOutUrl } = door;
  sessionRoutes(app, { sessions, hostsOf: hostsFor(config), forget, signOutUrl });
  startRoutes(app);
  await assetRoutes(app);
  livePageRoutes(app, { ask, feed, readiness });
  traceRoutes(app, { ask, traceStore: config.TRACE_STORE_URL });
  const mayGoOn = async (request: FastifyRequest) =>
    !parts.departed.hasLeft(request.person?.id ?? "") && (await sessions.goesOn(request));
  return liveEventRoutes(app, { feed, readiness, mayGoOn });
};
