import type { Authenticate } from "@shouwen/service-kit/auth";
import type { App } from "@shouwen/service-kit/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { both } from "../domain/both.ts";
import { ownPath } from "../domain/same-origin.ts";
import { messagePage } from "../pages/message.ts";
import type { OidcSignIn } from "../sign-in/oidc.ts";
import { sendCookie } from "../sign-in/send-cookie.ts";
import type { Pass, Sessions } from "../sign-in/sessions.ts";
import { sendPage } from "./pages.ts";

/** The prefix has browsers take it over https from this very host alone. */
const cookieName = (secure: boolean): string => (secure ? "__Host-shouwen_journey" : "shouwen_journey");
const journeySeconds = 600;

const title = both("未能登录", "Not signed in");
const away = messagePage(
  title,
  both("身份认证服务暂时没有应答。", "The identity provider does not answer. Try again in a moment."),
);
const failed = messagePage(
  title,
  both("登录没有完成，请重新登录。", "Signing in was not completed. Please start again."),
);
const noRole = messagePage(
  title,
  both(
    "身份已确认，但在本系统中没有任何角色，请联系管理员。",
    "We know who you are, but you have no role here. Ask your administrator.",
  ),
);

const hidden = { config: { allow: "public" as const } };

type Options = {
  readonly oidc: OidcSignIn;
  readonly sessions: Sessions;
  readonly authenticate: Authenticate;
  readonly isSecure: (request: FastifyRequest) => boolean;
};

/** Sign-in with an identity provider: there and back. */
export const oidcSignInRoutes = (app: App, options: Options): void => {
  app.get(
    "/sign-in",
    {
      ...hidden,
      schema: { hide: true, querystring: z.object({ backTo: z.string().max(2_000).optional() }) },
    },
    async (request, reply) => {
      const journey = await options.oidc
        .start(ownPath(request.query.backTo ?? "/live"))
        .catch((error: Error) => {
          request.log.warn({ reason: error.message }, "the identity provider cannot be asked");
        });
      if (!journey) return sendPage(request, reply.code(503), away);
      sendCookie(reply, journeyCookie(journey.remember, options.isSecure(request)));
      return reply.redirect(journey.url.href, 303);
    },
  );
  app.get("/sign-in/callback", { ...hidden, schema: { hide: true } }, async (request, reply) => {
    const cameTo = new URL(request.url, "http://gateway");
    const remembered = request.cookies[cookieName(options.isSecure(request))];
    const arrived = await options.oidc.finish(cameTo, remembered).catch((error: Error) => {
      request.log.info({ reason: error.name }, "somebody came back without being signed in");
    });
    sendCookie(reply, journeyCookie("", options.isSecure(request)));
    if (!arrived) return sendPage(request, reply.code(403), failed);
    return welcome(options, arrived, { request, reply });
  });
};

/** Has a browser remember its journey, or forget it. */
const journeyCookie = (value: string, secure: boolean) => ({
  name: cookieName(secure),
  value,
  maxAgeSeconds: value === "" ? 0 : journeySeconds,
  secure,
});

const welcome = async (
  { sessions, authenticate }: Options,
  { pass, backTo }: { pass: Pass; backTo: string },
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<FastifyReply> => {
  const person = await authenticate(`Bearer ${pass.token}`);
  if (!person) {
    request.log.warn(
      {},
      "the provider's token is not for us: check AUTH_ISSUER, AUTH_AUDIENCE, AUTH_JWKS and OIDC_TOKEN",
    );
    return sendPage(request, reply.code(403), failed);
  }
  if (person.roles.length === 0) return sendPage(request, reply.code(403), noRole);
  await sessions.begin(request, reply, pass);
  return reply.redirect(backTo, 303);
};
