import type { z } from "zod";
import { issueIn, type Language } from "./problem-language.ts";

/** A field of a request that breaks its schema, in words for whoever sent it. */
export type BrokenField = {
  readonly field: string;
  readonly message: string;
  /** Written as it must be, and yet a moment that nobody can mean. */
  readonly outsideWindow: boolean;
};

type Issue = z.core.$ZodIssue;

const unknownName = { "zh-CN": "没有这个名称", en: "Nothing of this name is known here" };

const nameLike = /^[A-Za-z][\w.-]{0,39}$/;

const isOutside = (issue: Issue): boolean => issue.code === "custom" && issue.params?.outsideWindow === true;

/** Of a union's forms the one that fits but for a moment that nobody can mean. */
const onlyOutside = (issue: Issue): readonly Issue[] | undefined =>
  issue.code === "invalid_union"
    ? issue.errors.find((issues) => issues.length > 0 && issues.every(isOutside))
    : undefined;

/** A name that nobody knows is named itself, not the object in which it stands; unless it is no name but somebody's words. */
const fieldsOf = (issue: Issue, language: Language): BrokenField[] => {
  const { path, ...rest } = issue;
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => ({
      field: [...path, nameLike.test(key) ? key : "(unnamed)"].join("."),
      message: unknownName[language],
      outsideWindow: false,
    }));
  const meant = onlyOutside(issue)?.map((inner) => ({ ...inner, path: [...path, ...inner.path] }));
  if (meant) return meant.flatMap((inner) => fieldsOf(inner, language));
  return [
    {
      field: path.join(".") || "(body)",
      message: issueIn(language, rest),
      outsideWindow: isOutside(issue),
    },
  ];
};

/** The fields that a schema finds wrong. */
export const brokenFields = (issues: readonly Issue[], language: Language): BrokenField[] =>
  issues.flatMap((issue) => fieldsOf(issue, language));
