import { type ServiceUnderTest, serviceUnderTest } from "@shouwen/service-test-kit/service-under-test";
import { ephemeralPort } from "@shouwen/stack/machine/ports";
import { startMailInbox } from "@shouwen/stack/simulators/mail-inbox";
import { type SmsBehaviour, startSmsProvider } from "@shouwen/stack/simulators/sms-provider";
import { eventually } from "@shouwen/test-kit/eventually";
import { messagingEnvironment } from "../src/config.ts";
import { wireMessaging } from "../src/service.ts";

export type Sms = { clientRef: string; to: string; text: string; status: string };
export type Mail = { to: string[]; from: string; subject: string; text: string; messageId: string };

/** Messaging as it runs, with a real SMTP inbox and the SMS simulator beside it. */
export type MessagingUnderTest = ServiceUnderTest & {
  /** What the SMS simulator took: a person's phone rang once for each. */
  sms(filter: { clientRef?: string; to?: string }): Promise<readonly Sms[]>;
  /** How the SMS simulator behaves from now on. */
  simulate(behaviour: Partial<SmsBehaviour>): Promise<void>;
  mails(to: string): Promise<readonly Mail[]>;
};

export const providerSecret = "the-secret-of-the-tests";

const startNeighbours = async () => {
  const [http, smtp] = [await ephemeralPort(), await ephemeralPort()];
  const [sms, inbox] = await Promise.all([startSmsProvider({ port: 0 }), startMailInbox({ http, smtp })]);
  return { sms, inbox };
};

const readJson = async <Body>(url: string, init?: RequestInit): Promise<Body> =>
  (await fetch(url, init)).json() as Promise<Body>;

/** `overrides` are of the environment. */
export const openService = async (
  overrides: Readonly<Record<string, string>> = {},
): Promise<MessagingUnderTest> => {
  const { sms, inbox } = await startNeighbours();
  const port = String(await ephemeralPort());
  const service = await serviceUnderTest({
    name: "messaging",
    environment: messagingEnvironment,
    wire: wireMessaging,
    topics: ["shouwen.message", "shouwen.consent", "shouwen.policy_state"],
    settings: {
      PORT: port,
      SMS_PROVIDER_URL: sms.url,
      SMTP_URL: inbox.smtpUrl,
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      PROVIDER_SECRET: providerSecret,
      PROVIDER_TIMEOUT_MS: "1000",
      QUEUE_POLL_MS: "30",
      ...overrides,
    },
  });
  return {
    ...service,
    sms: (filter) => readJson(`${sms.url}/messages?${new URLSearchParams(filter)}`),
    simulate: async (behaviour) => {
      await readJson(`${sms.url}/control`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(behaviour),
      });
    },
    mails: (to) => readJson(`${inbox.url}/mails?${new URLSearchParams({ to })}`),
    close: async () => {
      await service.close();
      await Promise.all([sms.close(), inbox.close()]);
    },
  };
};

/** Waits until a message stands as it should; answers it. */
export const messageIn = async (
  service: ServiceUnderTest,
  messageId: string,
  status: string,
): Promise<Record<string, unknown>> =>
  eventually(async () => {
    const rows = await service.query<{ state: Record<string, unknown> }>(
      "select state from messaging.message where id = $1",
      [messageId],
    );
    const state = rows[0]?.state;
    if (state?.status !== status) throw new Error(`${messageId} is ${state?.status}: ${state?.reason ?? ""}`);
    return state;
  });
