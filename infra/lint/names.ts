/** A word that the field says in another way, and what it says. */
export type Retired = {
  /** An identifier that is refused, whole. */
  readonly name: RegExp;
  readonly say: string;
  /** Files in which it is something else. */
  readonly except?: RegExp;
};

/** Names that were replaced by the field's words. A new one is a line here. */
export const retired: readonly Retired[] = [
  { name: /[Pp]remises|[Ss]urroundings|[Cc]ircumstances/, say: "<Command>Context" },
  {
    name: /^[Hh]ouses?$|^openHouse$/,
    say: "property, runtime, needs, reads",
    except: /demo\/|e2e\/|faults\/src\/load/,
  },
  {
    name: /^(known|open)?[Mm]atters?$|^[Mm]atterOf$/,
    say: "ticket summary, people of the ticket, request",
    except: /ticket-summary-store/,
  },
  { name: /^([a-z]+)?[Pp]ieces?$|^maxPieces$/, say: "sub-task", except: /gateway\/src\/(domain|sign-in)\// },
  { name: /Wish$|^wish(es)?$/, say: "draft, proposal, options", except: /hand-over-note/ },
  { name: /untold|Untold|^factsSaid$/, say: "internal fact, published" },
  {
    name: /^(who[A-Z]\w*Told|raise(For\w+)?|[Hh]appening\w*|Alarm)$/,
    say: "escalation recipients, escalate, trigger",
  },
  { name: /^Heard$|^heard(Policies|To)$|HeardPositions$/, say: "received event, key positions" },
  { name: /^knownStates$|^KnownStates$/, say: "replicated state" },
  { name: /[Ss]tray|^bury/, say: "out of sequence, dead-letter" },
  { name: /[Cc]urse/, say: "key fault" },
  { name: /[Tt]roubles/, say: "health warnings", except: /bench\/src\/figures\/search/ },
  { name: /^(id)?[Mm]adeBy$/, say: "id of the command" },
  { name: /^demand[A-Z](?!f\b)/, say: "require…", except: /choose-team|reclassify|routing-hours/ },
  { name: /^underItsRules$/, say: "withPolicies" },
  { name: /^(Policy|Fresh|Request|Import|Ledger|Template|Term)Books?$/, say: "set, repository, read model" },
  { name: /^(Ticket|Approval|Message)Board$|^(Request|Callback|Claim)Desk$/, say: "read model, queue" },
  { name: /^clearText/, say: "decrypt" },
  { name: /^[Tt]urnstile/, say: "the library's word" },
  {
    name: /^promise(Again|From)$|^leaveBehind$|^LeaveBehind$/,
    say: "recalculate targets, release a leaver's tickets",
  },
  { name: /^[Gg]ift$|^gatherLives$/, say: "remedy grant, group by case" },
  { name: /[Aa]rena|[Cc]rowd|[Oo]racle|[Ww]orkshop/, say: "environment, load, invariants" },
];

/** Names of files that say nothing of what is in them, or keep a retired word. */
export const retiredFiles: readonly { readonly path: RegExp; readonly say: string }[] = [
  { path: /(^|\/)(seldom|other-)[\w-]*\.test\.ts$/, say: "the subject of the tests" },
  { path: /\/store\/[\w-]*(desk|book|board)\.ts$/, say: "queue, repository, read model" },
  {
    path: /\/[\w-]*(premises|surroundings|circumstances|untold|stray|curse|troubles|turnstile|arena|crowd|oracle|workshop|clear-text|leave-behind|gather-lives|who-is-told|promise-again)[\w-]*(\/|\.ts$)/,
    say: "the field's word",
  },
  { path: /services\/[a-z]+\/test\/house\.ts$/, say: "service-under-test.ts" },
];
