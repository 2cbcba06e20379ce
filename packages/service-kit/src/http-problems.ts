/** What is refused, or goes wrong, before any rule of a service is asked. */
export const httpProblems = {
  invalid: { status: 400, title: "The request does not fit its description" },
  bad_request: { status: 400, title: "The request cannot be read" },
  unauthenticated: { status: 401, title: "Sign in first: a bearer token is missing, wrong or has expired" },
  not_found: { status: 404, title: "No such thing" },
  no_route: { status: 404, title: "No such address" },
  method_not_allowed: { status: 405, title: "That cannot be done here" },
  already_there: { status: 409, title: "There is one like it already" },
  body_too_slow: { status: 408, title: "The body did not arrive in time" },
  too_large: { status: 413, title: "The body is larger than allowed" },
  address_too_long: { status: 414, title: "The address is longer than allowed" },
  unsupported_media_type: { status: 415, title: "The body is of a type that is not taken here" },
  moment_outside_window: { status: 422, title: "A moment lies so far from today that it cannot be meant" },
  other_host: { status: 421, title: "This host is not served here: use the address that PUBLIC_URL names" },
  too_many_requests: { status: 429, title: "Too many requests; slow down" },
  headers_too_large: { status: 431, title: "The headers are larger than allowed" },
  fault: { status: 500, title: "Something went wrong on our side; the trace id helps us find it" },
  broke_off: {
    status: 502,
    title: "The service broke off; whether it was done is not known. Repeat it with its Idempotency-Key",
  },
  unavailable: {
    status: 503,
    title: "Something we stand on cannot be reached; nothing was changed. Try again",
  },
} as const;

export type HttpProblemCode = keyof typeof httpProblems;

/** The problem of a code. */
export const httpProblem = (
  code: HttpProblemCode,
): { code: HttpProblemCode; title: string; status: number } => ({ code, ...httpProblems[code] });
