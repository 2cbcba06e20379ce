import { profileState } from "@shouwen/contracts/events/profile";
import { propertyState, staffState } from "@shouwen/contracts/events/workforce";
import { messageId } from "@shouwen/contracts/values";
import type { AggregateStore } from "@shouwen/event-bus/aggregate-store";
import { newId } from "@shouwen/event-bus/ids";
import { commandHandler } from "@shouwen/service-kit/decision";
import { openingRoutes } from "@shouwen/service-kit/opening-routes";
import type { Kit, Wiring } from "@shouwen/service-kit/service";
import { auditOpening, openerOf, openingsIn, toleratingDamage } from "@shouwen/service-kit/words";
import { createBlindIndex } from "@shouwen/vault/blind-index";
import { readMasterKey } from "@shouwen/vault/master-key";
import { createVault } from "@shouwen/vault/vault";
import type { MessagingConfig } from "./config.ts";
import { forgetOnProfileErased } from "./consumers/forget-on-profile-erased.ts";
import { indexContactsOnProfileState } from "./consumers/index-contacts-on-profile-state.ts";
import { knowTickets } from "./consumers/know-tickets.ts";
import { stopOnErasureRequested } from "./consumers/stop-on-erasure-requested.ts";
import { tellCustomerOnTicketEvents } from "./consumers/tell-customer-on-ticket-events.ts";
import { checkRules } from "./domain/check-rules.ts";
import { type ConsentFact, type ConsentState, noConsent } from "./domain/consent.ts";
import type { Message, MessageFact, MessageState } from "./domain/message.ts";
import { messagingRules, shippedRules } from "./domain/messaging-rules.ts";
import { quietHours, shippedQuietHours } from "./domain/quiet-hours.ts";
import { messageNotFound, profileNotFound } from "./domain/rejections.ts";
import { consentRoutes, type Reveal } from "./http/consents.ts";
import { inboundRoutes } from "./http/inbound.ts";
import { messageRoutes } from "./http/messages.ts";
import { createProviderKey } from "./http/provider-key.ts";
import { receiptRoutes } from "./http/receipts.ts";
import { staffMessageRoutes } from "./http/staff-messages.ts";
import { templateRoutes } from "./http/templates.ts";
import { saveAnswers } from "./loops/save-answers.ts";
import { sendDueMessages } from "./loops/send-due-messages.ts";
import { createEmailProvider } from "./providers/email.ts";
import { createSmsProvider } from "./providers/sms.ts";
import { openAudit } from "./store/audit.ts";
import { consentsOf, consentTable } from "./store/consent-store.ts";
import { openContactIndex } from "./store/contact-index.ts";
import { openErasureRequests } from "./store/erasure-requests.ts";
import { inboundTicketOf, senderOf } from "./store/inbound.ts";
import { maskedContacts } from "./store/masked-contacts.ts";
import { openMessageReadModel } from "./store/message-read-model.ts";
import { messageTable, openMessageQueue } from "./store/message-store.ts";
import { messageWordsFor } from "./store/message-words.ts";
import { prepareMessages } from "./store/prepare-messages.ts";
import { indexOf, recipientsOf } from "./store/recipients.ts";
import { tellCustomerContextOf } from "./store/tell-customer-context.ts";
import { openTemplates } from "./store/template-store.ts";
import { ticketSummariesOf, ticketSummaryTable } from "./store/ticket-summary-store.ts";
import { messageTimers } from "./timers/message-timers.ts";

type MessagingKit = Kit<MessagingConfig>;

/** Everything that messaging does: which doors it has, what it hears, what the clock does, and what it keeps. */
export const wireMessaging = (kit: MessagingKit): Wiring => {
  const parts = openParts(kit);
  const { stores, known, contacts, vault, handleMessage, handleConsent } = parts;
  const indexed = { keep: contacts.keep, indexOf: indexOf(parts) };
  const forget = async (profileIds: readonly string[]) => {
    for (const profileId of profileIds) vault.forget(profileId);
    await contacts.erase(profileIds);
  };
  return {
    routes: [
      ...messageDoors(kit, parts),
      templateRoutes({ ...parts.templates, list: parts.board.templates }),
      consentRoutes({ ...consentDoors(kit, parts), handleConsent }),
      receiptRoutes({ handleMessage, key: parts.key }),
      inboundRoutes(inboundDoors(parts)),
      parts.rules.routes,
      parts.quiet.routes,
    ],
    consumers: [
      known.properties.consumer,
      known.staff.consumer,
      known.profiles.consumer,
      indexContactsOnProfileState(indexed),
      forgetOnProfileErased(forget),
      stopOnErasureRequested(parts.erasureRequests.keep),
      knowTickets(stores.ticketSummaries),
      tellCustomerOnTicketEvents(stores.messages, parts.context),
    ],
    timers: messageTimers(stores.messages),
    loops: [dispatcher(kit, parts)],
    close: parts.board.close,
  };
};

type Parts = ReturnType<typeof openParts>;

/** What messaging has heard of properties, staff and customers. */
const openKnown = (kit: MessagingKit) => ({
  properties: kit.known(propertyState),
  staff: kit.known(staffState),
  profiles: kit.known(profileState),
});

/** Opens what messaging keeps and what it reads of others. */
const openParts = (kit: MessagingKit) => {
  const { config, database, source, waker } = kit;
  const masterKey = readMasterKey(config.VAULT_MASTER_KEY_FILE);
  const vault = createVault({
    masterKey,
    query: async (text, values) => (await database.query({ name: text, text, values })).rows,
  });
  const blindIndex = createBlindIndex(masterKey);
  const contacts = openContactIndex(database);
  const erasureRequests = openErasureRequests(database);
  const known = openKnown(kit);
  const templates = openTemplates({ database, source, wake: waker.wake });
  const rules = kit.policies({
    kind: "messaging_rules",
    schema: messagingRules,
    shipped: shippedRules,
    check: async (body, scope) => checkRules(body, await templates.templateSet(), scope),
  });
  const quiet = kit.policies({ kind: "quiet_hours", schema: quietHours, shipped: shippedQuietHours });
  const reads = {
    database,
    vault,
    open: toleratingDamage(vault, kit.log),
    rules: rules.current,
    quietHours: quiet.current,
    templates: templates.templateSet,
    property: known.properties.get,
    staff: known.staff.get,
    profile: known.profiles.get,
    recipientsOf: recipientsOf({ database, vault, blindIndex, contacts, erasureRequests }),
  };
  const stores = {
    messages: kit.store(messageTable),
    ticketSummaries: kit.store(ticketSummaryTable),
    consents: kit.store(consentTable),
  };
  return {
    vault,
    blindIndex,
    contacts,
    erasureRequests,
    known,
    rules,
    quiet,
    templates,
    reads,
    stores,
    ...commandsOf(stores),
    context: tellCustomerContextOf(reads),
    queue: openMessageQueue(database),
    board: openMessageReadModel(config.PEOPLE_DATABASE_URL),
    audit: openAudit(database),
    key: createProviderKey(config.PROVIDER_SECRET),
    masked: maskedContacts(vault),
    open: openerOf(vault, kit.log, known.profiles.get),
  };
};

type CommandStores = {
  messages: AggregateStore<MessageState, MessageFact>;
  consents: AggregateStore<ConsentState, ConsentFact>;
};

const commandsOf = ({ messages, consents }: CommandStores) => ({
  handleMessage: commandHandler(messages, {
    notFound: messageNotFound,
    propertyOf: (state) => (state.status === "none" ? undefined : state.propertyId),
    correlationOf: (state) => (state.status === "none" ? "" : state.correlationId),
  }),
  // Whose consent it is, and whether one may see them, is checked at the door: a customer has several properties.
  handleConsent: commandHandler(consents, { notFound: profileNotFound, propertyOf: () => undefined }),
});

const messageDoors = ({ database }: MessagingKit, parts: Parts) => {
  const { handleMessage, board, queue, vault, blindIndex } = parts;
  const ticketSummary = async (ticketId: string) =>
    (await ticketSummariesOf(database, [ticketId])).get(ticketId);
  const wordsOf = messageWordsFor({
    open: parts.open,
    templates: parts.templates.templateSet,
    ticketSummary,
    audit: (opening) => auditOpening(database, opening),
  });
  const masked = (messages: readonly Message[]) => parts.masked(messages.map(({ contact }) => contact));
  return [
    messageRoutes({
      handleMessage,
      masked,
      wordsOf,
      find: board.find,
      list: board.list,
    }),
    openingRoutes({
      path: "/v1/messages",
      param: "messageId",
      id: messageId,
      tag: "messages",
      summary: "Who read a message, when and why, newest first",
      openings: openingsIn(database),
      find: board.find,
      notFound: messageNotFound,
    }),
    staffMessageRoutes({
      handleMessage,
      masked,
      wordsOf,
      tellCustomerContextOf: parts.context,
      seal: vault.seal,
      countOf: queue.countOf,
      lastSaidAt: queue.lastSaidAt,
      ticketSummary,
      fingerprint: (words) => blindIndex({ kind: "text", value: words }),
    }),
  ];
};

const consentDoors = (
  { database }: MessagingKit,
  { known, vault, open, contacts, erasureRequests, audit }: Parts,
) => ({
  isErasureRequested: async (profileId: string) => (await erasureRequests.among([profileId])).has(profileId),
  propertiesOf: async (profileId: string) => (await known.profiles.get(profileId))?.propertyIds,
  consentOf: async (profileId: string) =>
    (await consentsOf(database, [profileId])).get(profileId) ?? noConsent,
  seal: vault.seal,
  open,
  liftOptOut: contacts.liftOptOut,
  audit: ({ actor, action, profileId, entries }: Reveal) =>
    audit({ actor, action, subject: profileId, propertyId: null, detail: { entries } }),
});

const inboundDoors = (parts: Parts) => {
  const { blindIndex, contacts, queue, reads, known, key, handleMessage, handleConsent, vault, stores } =
    parts;
  const inbound = { ...reads, blindIndex, contacts, queue, properties: () => known.properties.list() };
  return {
    key,
    handleMessage,
    handleConsent,
    senderOf: senderOf(inbound),
    inboundTicketOf: inboundTicketOf(inbound),
    optOut: contacts.optOut,
    optIn: contacts.optIn,
    isKept: async (messageId: string) => {
      const { things } = await stores.messages.read([messageId]);
      return (things.get(messageId)?.state.status ?? "none") !== "none";
    },
    seal: vault.seal,
  };
};

const dispatcher = ({ config, log, waker }: MessagingKit, parts: Parts) => {
  const timeoutMs = config.PROVIDER_TIMEOUT_MS;
  const callbackUrlOf = (messageId: string) => {
    const url = new URL(
      "v1/receipts/sms",
      config.PUBLIC_URL.endsWith("/") ? config.PUBLIC_URL : `${config.PUBLIC_URL}/`,
    );
    url.searchParams.set("token", parts.key.tokenOf(messageId));
    return url.href;
  };
  return sendDueMessages(
    {
      messages: parts.stores.messages,
      due: parts.queue.due,
      prepare: prepareMessages(parts.reads),
      providers: {
        sms: createSmsProvider({ url: config.SMS_PROVIDER_URL, timeoutMs, callbackUrlOf }),
        email: createEmailProvider({ url: config.SMTP_URL, from: config.MAIL_FROM, timeoutMs }),
      },
      auditCritical: ({ messageId, propertyId, template, by }) =>
        parts.audit({
          actor: by ?? "system",
          action: "message.critical",
          subject: messageId,
          propertyId,
          detail: { template },
        }),
      answers: saveAnswers({
        messages: parts.stores.messages,
        maxTries: async (propertyId, now) => (await parts.reads.rules()).inForce(propertyId, now).body.tries,
      }),
      newAttemptId: () => newId("att"),
      timeoutMs,
      inFlight: config.MESSAGES_IN_FLIGHT,
      pollMs: config.QUEUE_POLL_MS,
      onError: (error) => log.warn({ error: (error as Error).message }, "messages not sent; trying again"),
    },
    waker.onWake,
  );
};
