/** One acceptance: a person's phone rings once for each. */
export type AcceptedSms = {
  providerId: string;
  clientRef: string;
  to: string;
  text: string;
  acceptedAt: string;
  status: "accepted" | "delivered" | "failed";
};

/** `duplicates` counts acceptances beyond the first of a `clientRef`: messages that somebody got twice. */
export type SmsCounts = {
  accepted: number;
  delivered: number;
  failed: number;
  distinct: number;
  duplicates: number;
};

/** What the provider remembers: the last messages in full, and of each `clientRef` how often it came. */
export type SmsLog = {
  accept: (message: { clientRef: string; to: string; text: string }) => string;
  settle: (providerId: string, status: "delivered" | "failed") => void;
  list: (filter: { clientRef?: string; to?: string }, limit: number) => AcceptedSms[];
  counts: () => SmsCounts;
  clear: () => void;
};

const KEPT_MESSAGES = 200_000;
const KEPT_REFS = 1_000_000;

const dropOldest = (map: Map<string, unknown>, kept: number): void => {
  if (map.size <= kept) return;
  const [oldest] = map.keys();
  if (oldest !== undefined) map.delete(oldest);
};

/** Bounded: after 200,000 messages the oldest are forgotten, the counts go on. */
export const createSmsLog = (): SmsLog => {
  const messages = new Map<string, AcceptedSms>();
  const timesSeen = new Map<string, number>();
  const none: SmsCounts = { accepted: 0, delivered: 0, failed: 0, distinct: 0, duplicates: 0 };
  let counts = { ...none };
  let serial = 0;

  return {
    accept: ({ clientRef, to, text }) => {
      serial += 1;
      const providerId = `sms-${serial}`;
      const times = (timesSeen.get(clientRef) ?? 0) + 1;
      timesSeen.set(clientRef, times);
      dropOldest(timesSeen, KEPT_REFS);
      counts.accepted += 1;
      if (times === 1) counts.distinct += 1;
      else counts.duplicates += 1;
      const acceptedAt = new Date().toISOString();
      messages.set(providerId, { providerId, clientRef, to, text, acceptedAt, status: "accepted" });
      dropOldest(messages, KEPT_MESSAGES);
      return providerId;
    },
    settle: (providerId, status) => {
      const message = messages.get(providerId);
      if (message?.status !== "accepted") return;
      message.status = status;
      counts[status] += 1;
    },
    list: ({ clientRef, to }, limit) =>
      [...messages.values()]
        .filter((it) => (!clientRef || it.clientRef === clientRef) && (!to || it.to === to))
        .slice(-limit),
    counts: () => ({ ...counts }),
    clear: () => {
      messages.clear();
      timesSeen.clear();
      counts = { ...none };
    },
  };
};
