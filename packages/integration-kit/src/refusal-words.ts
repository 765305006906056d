/** A temporary reason. These words are for all providers and gateways: do not add words of a single provider. */
const BLOCKED = new RegExp(
  [
    'suspend|delinquent|past.?due|overdue|unpaid|outstanding|pay your|payment|trial.{0,20}(end|over)',
    '\\bover.{0,20}limit|rate.?limit|limit.{0,10}exceeded|\\bover.{0,10}quota|quota.{0,20}(exceed|reach|used|exhaust)|exceed.{0,20}quota',
    '\\b2fa|\\bmfa|two.?factor|second.{0,20}factor|multi.?factor|\\bsso\\b|saml|single.?sign|identity provider',
    '(must|please|need to|have to|required to).{0,20}\\blog ?in\\b|\\blog ?in (is )?required|you (are |have )?log(ged)? ?in|verif(y|ied|ication)',
    'ip.?address|allow.?list|temporar|try again|(under|for|in) maintenance|expired|accept.{0,30}terms',
    '(account|user|team|organi[sz]ation).{0,20}(disabled|deactivated|locked)',
    'firewall|captcha|\\bblocked|security policy|unusual (activity|traffic)',
  ].join('|'),
  'i',
);

/** A plan or an object lacks a feature. */
const LACKING = new RegExp(
  [
    '\\bfeature(?! flag)|not (yet )?(enabled|available|supported)|(not|n.t) support|upgrade (your|to)',
    '(account|organi[sz]ation|plan|subscription|team).{0,40}abilit|missing.abilities',
    '(your|current|this|subscription|account|pricing) (plan|tier)|included in .{0,30}(plan|tier|subscription)',
  ].join('|'),
  'i',
);

/** The one who is refused: "you", but not "your organization". */
const CALLER = '\\b(you|users?|members?|tokens?|keys?|credentials?|clients?|requestor)\\b';
const NOT = "(\\bnot\\b|n't\\b|\\bcannot\\b|\\bno\\b|\\bwithout\\b|\\black\\w*|\\bmissing\\b|\\binsufficient\\b)";

/** The caller lacks a permission. "You may not view suspended users" does not say that the caller is suspended. */
const PERMISSION = new RegExp(
  [
    `(${NOT}|\\bneeds?\\b|\\brequires?\\b|\\bmust (have|be)\\b)(\\W+[\\w:./-]+){0,5}?\\W+(permissions?|scopes?|privileges?|roles?|administrators?|admins?|owners?)\\b`,
    `${CALLER}.*${NOT}.*\\b(access|allowed|authori[sz]ed|permitted|entitled|able|ability)\\b.*\\b(to|for|on)\\b`,
    `${CALLER} (can ?not|can't|may not)\\b|(\\bnot|n't) (allow|permit|let) (you|users?|members?)\\b`,
    '\\bonly\\b.{0,60}\\b(can|may|have|allowed|permitted|authori[sz]ed)\\b',
  ].join('|'),
  'i',
);

/** A network or an IP address blocks the caller, even if the sentence is about a permission. */
const BLOCKED_PLACE = /\bfrom (your|this|the)?\s*(current )?(ip\b|network|location)/i;

/** Web addresses, and names in quotes. */
const NAMES = /https?:\/\/\S+|(?<!\w)(["'`])[^"'`]*\1(?!\w)/g;
const BETWEEN_PARTS =
  /[.;:!?]\s+|,\s+(?=(?:so|you|your|it|please|this)\b)|\s+(?:because|until|unless|while|since|as|but)\s+/i;

export function reasonIn(said: string): 'blocked' | 'lacking' | undefined {
  if (BLOCKED_PLACE.test(said)) return 'blocked';
  const parts = said.replace(NAMES, ' ').split(BETWEEN_PARTS);
  const reasons = parts.filter((part) => !PERMISSION.test(part));
  if (reasons.some((part) => BLOCKED.test(part))) return 'blocked';
  return reasons.some((part) => LACKING.test(part)) ? 'lacking' : undefined;
}
