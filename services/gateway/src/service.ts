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
import { openEmbeddedIssuer } from "./sign-in/embedded-issuer.ts";
import { embeddedPeople } from "./sign-in/embedded-people.ts";
import { oidcSignIn } from "./sign-in/oidc.ts";
import { cookieSessions, plainCodec, type Sessions } from "./sign-in/sessions.ts";
import { observeReplicas } from "./telemetry.ts";
import { type Ask, asker } from "./upstreams/ask.ts";
import { type Forward, forwarder } from "./upstreams/forward.ts";
import { type Replicas, watchReplicas } from "./upstreams/replicas.ts";

const service = "gateway";
const hourSeconds = 3_600;

/** How people sign in: their sessions, the routes of the door, and where a form may lead. */
type Door = {
  readonly sessions: Sessions;
  readonly formTargets: readonly string[];
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
  const authenticate = await createAuthenticate(authConfigOf(config));
  const replicas = await watchReplicas(upstreamsOf(config), log);
  const forward = forwarder(replicas);
  const ask = asker(forward);
  const door = await openDoor(config, { ask, authenticate });
  const feed = startLiveFeed({
    kafka: { brokers: config.KAFKA_BROKERS, security: kafkaSecurityOf(config) },
    replica: config.REPLICA,
    lookbackHours: config.LIVE_LOOKBACK_HOURS,
    log,
  });
  let stopping = false;
  const app = createApp({ log, trustProxy: config.TRUST_PROXY, maxConnections: config.MAX_CONNECTIONS });
  await guard(app, config, { door, authenticate });
  const endStreams = await addRoutes(app, {
    config,
    replicas,
    forward,
    ask,
    door,
    feed,
    stopping: () => stopping,
  });
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  const unobserve = observeReplicas(replicas);
  warnOfPlaintext(config, log);
  if (config.AUTH_MODE === "embedded")
    log.warn(
      { host: config.ALLOW_EMBEDDED_SIGN_IN ?? "this machine" },
      "embedded sign-in: anybody who reaches this page can be anybody, without a password",
    );
  log.info({ url }, "ready");

  const stop = async () => {
    stopping = true;
    endStreams();
    await app.close();
    unobserve();
    await Promise.all([feed.stop(), replicas.stop()]);
    log.info({}, "stopped");
    await telemetry.stop();
  };
  return { url, stop };
};

const hostsFor =
  ({ PUBLIC_URL }: GatewayConfig): HostsOf =>
  (request) => [request.host, ...(PUBLIC_URL === undefined ? [] : [new URL(PUBLIC_URL).host])];

const isHttps = ({ PUBLIC_URL }: GatewayConfig): boolean => PUBLIC_URL?.startsWith("https:") ?? false;

const openDoor = async (
  config: GatewayConfig,
  { ask, authenticate }: { ask: Ask; authenticate: Authenticate },
): Promise<Door> => {
  const seconds = config.SESSION_HOURS * hourSeconds;
  const isSecure = (request: FastifyRequest) => isHttps(config) || request.protocol === "https";
  if (config.AUTH_MODE === "oidc") {
    const oidc = oidcSignIn(config);
    const sessions = cookieSessions({ codec: oidc.codec, seconds, isSecure });
    return {
      sessions,
      formTargets: [new URL(config.OIDC_ISSUER ?? "").origin],
      signOutUrl: oidc.signOutUrl,
      routes: (app) => oidcSignInRoutes(app, { oidc, sessions, authenticate, isSecure }),
    };
  }
  const issuer = await openEmbeddedIssuer(config.AUTH_SIGNING_KEY_FILE ?? "", authConfigOf(config));
  const sessions = cookieSessions({ codec: plainCodec, seconds, isSecure });
  const people = embeddedPeople(ask, issuer);
  return {
    sessions,
    formTargets: [],
    signOutUrl: async () => undefined,
    routes: (app) =>
      embeddedSignInRoutes(app, { people, issuer, sessions, seconds, hostsOf: hostsFor(config) }),
  };
};

const guard = async (
  app: App,
  config: GatewayConfig,
  { door, authenticate }: { door: Door; authenticate: Authenticate },
): Promise<void> => {
  answerOwnHostsOnly(app, config.PUBLIC_URL);
  securityHeaders(app, { formTargets: door.formTargets, isSecure: isHttps(config) });
  cookieSignIn(app, { sessions: door.sessions, hostsOf: hostsFor(config) });
  signIn(app, authenticate);
  await limitRate(app, { perMinute: rateLimitsOf(config), facesThePublic: true });
  readForms(app);
};

type House = {
  readonly config: GatewayConfig;
  readonly replicas: Replicas;
  readonly forward: Forward;
  readonly ask: Ask;
  readonly door: Door;
  readonly feed: LiveFeed;
  readonly stopping: () => boolean;
};

/** Every route. Answers how to end the streams of live pages. */
const addRoutes = async (app: App, house: House): Promise<() => void> => {
  const { config, ask, door, feed, stopping } = house;
  const { readiness } = house.replicas;
  proxyRoutes(app, house.forward);
  deadLetterRoutes(app, ask);
  healthRoutes(app, { replica: config.REPLICA, stopping, readiness, feed });
  documentRoutes(app, { ask, readiness, own: deadLetterApi });
  door.routes(app);
  sessionRoutes(app, { sessions: door.sessions, hostsOf: hostsFor(config), signOutUrl: door.signOutUrl });
  startRoutes(app);
  await assetRoutes(app);
  livePageRoutes(app, { ask, feed, readiness });
  traceRoutes(app, { ask, traceStore: config.TRACE_STORE_URL });
  return liveEventRoutes(app, { feed, readiness });
};
