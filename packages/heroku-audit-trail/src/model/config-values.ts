import { rewriteJson, stringOf, type Place, type Rules } from './json-text';

const HIDDEN = '"[redacted]"';

/** Types, actions and keys that are about config vars, or as secret. */
const ABOUT_CONFIG = /config|secret|credential|passw|env|variable|vars|var$/i;
/** In small letters, a name cannot be told from a value. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;
const ANY_VARIABLE = /^[A-Za-z_]\w*$/;
/** `NAME=value`, but not the query of a URL; JSON or YAML in a text; a URL with a password. */
const ASSIGNS =
  /(?:^|[^\w?&;%./-])[A-Za-z_]\w*["']?\s*=(?=[^=])|["'][A-Za-z_]\w*\\?["']\s*:|[A-Z][A-Z0-9_]*:\s|:\/\/[^\s/@]*:[^\s/@]*@/;

const assigns = (text: string) => (text.includes('=') || text.includes(':')) && ASSIGNS.test(text);

const SUSPECT = /config|secret|credential|passw|env|var/i;
const SUSPECT_SHAPE = /"[A-Z][A-Z0-9_]*"|[A-Z]:\s/;
/** With `includes` they cost an eighth of what they cost in the pattern. */
const SUSPECT_PARTS = ['=', '\\', "'", '://'];

/** Keys of lists that may hold names of variables. No variable has such a name. */
const LISTS_NAMES = new Set(['keys', 'names', 'config_vars', 'vars', 'variables', 'added', 'changed', 'removed']);
const HOLDS_NAME = new Set(['key', 'name', 'config_var', 'variable', 'var']);
/** Keys next to a `name` that hold its value. */
const VALUE_KEYS = /value|^(from|to|old|new|before|after|current|previous)$/i;
/** Keys that are kept. Other keys may be values. */
const KNOWN_KEYS = new Set(
  `action add added after app before change changed changes config config_var config_vars current data delete deleted
   description diff env environment from id item items key keys list name names new new_value old old_value previous
   previous_value release remove removed set to type unset update updated user value values var variable variables vars
   version`.split(/\s+/),
);
const PARTIES = new Set(['actor', 'app', 'owner', 'enterprise_account', 'team']);
const OF_PARTY = new Set(['id', 'name', 'email']);
const TIME = /^[\d:.TZ +-]{4,40}$/;
const DEEPEST = 64;

/**
 * How a part of an event is read. `event`: not about config vars. `config`: about config vars. `names`: only names are kept.
 * `record`: an object that may name a variable. `party`, `request`: parts that every event has.
 */
type Mode = 'event' | 'config' | 'names' | 'record' | 'party' | 'request';

/**
 * Hides the values of config vars in an event, by its structure: below types, actions and keys about config; in members named
 * like variables; in objects that name a variable; in texts with an assignment.
 * @throws BrokenJson
 */
export function withoutConfigValues(
  type: string | null,
  raw: string,
  replacement: (value: string) => string = () => HIDDEN,
): string {
  if (type !== null && !isSuspect(raw)) return raw;
  const { isAbout, naming } = lookAhead(raw);
  return rewriteJson<Mode>(raw, isAbout ? 'config' : 'event', rulesFor(naming, replacement));
}

/** A cheap check whether the rules may find something. Most events have nothing. */
export const isSuspect = (text: string): boolean =>
  SUSPECT_PARTS.some((part) => text.includes(part)) || SUSPECT.test(text) || SUSPECT_SHAPE.test(text);

interface Look {
  /** Also if no type and no action says what the event is about. */
  isAbout: boolean;
  naming: ReadonlySet<number>;
}

function lookAhead(raw: string): Look {
  const words: string[] = [];
  const keyed = new Set<number>();
  const named = new Set<number>();
  const setting = new Set<number>();
  rewriteJson<true>(raw, true, {
    enter: () => true,
    instead: (text) => text,
    key({ key, object }) {
      if (VALUE_KEYS.test(key)) setting.add(object);
      return undefined;
    },
    scalar({ key, inList, object, depth }, token) {
      if (inList || !token.startsWith('"')) return undefined;
      if (depth === 1 && (key === 'type' || key === 'action')) words.push(stringOf(token));
      if (HOLDS_NAME.has(key) && VARIABLE.test(stringOf(token))) (key === 'name' ? named : keyed).add(object);
      return undefined;
    },
  });
  const isAbout = words.length === 0 || words.some((word) => ABOUT_CONFIG.test(word));
  return { isAbout, naming: new Set([...keyed, ...[...named].filter((object) => setting.has(object))]) };
}

function rulesFor(naming: ReadonlySet<number>, replacement: (value: string) => string): Rules<Mode> {
  let hiddenKeys = 0;
  const holdsConfig = ({ key, inList }: Place<Mode>) => !inList && (ABOUT_CONFIG.test(key) || VARIABLE.test(key));
  return {
    enter(at, own) {
      const { mode, key, inList, depth } = at;
      switch (mode) {
        case 'event':
          // The key of a list was already checked.
          if (depth > 0 && holdsConfig(at)) return 'names';
          return naming.has(own) ? 'record' : 'event';
        case 'config':
          if (depth === 0) return 'config';
          if (PARTIES.has(key)) return 'party';
          return key === 'request' ? 'request' : key === 'data' ? 'record' : 'names';
        case 'party':
        case 'request':
          return 'names';
        default:
          if (depth > DEEPEST) return undefined;
          return inList ? 'record' : 'names';
      }
    },
    key({ mode, key }) {
      const may = mode === 'event' || KNOWN_KEYS.has(key) || VARIABLE.test(key) || isCommon(mode, key);
      if (may) return undefined;
      const hidden = replacement(key);
      // Keys of one object must differ.
      return hidden === HIDDEN && (hiddenKeys += 1) > 1 ? `"[redacted ${hiddenKeys}]"` : hidden;
    },
    scalar(at, token) {
      if (token === 'null') return undefined;
      const text = token.startsWith('"') ? stringOf(token) : undefined;
      return mayPass(at, text) ? undefined : replacement(text ?? token);
    },
    instead: replacement,
  };

  /** @param text `undefined`: a number or a boolean. */
  function mayPass(at: Place<Mode>, text: string | undefined): boolean {
    const { mode, key, inList, depth } = at;
    switch (mode) {
      case 'event':
        return !holdsConfig(at) && (text === undefined || !assigns(text));
      case 'config':
        if (text === undefined || depth === 0 || inList || assigns(text)) return false;
        return key === 'id' || key === 'type' || key === 'action' || (key.endsWith('_at') && TIME.test(text));
      case 'party':
        return text !== undefined && !inList && OF_PARTY.has(key) && !assigns(text);
      case 'request':
        return text !== undefined && !inList && key === 'ip_address' && !assigns(text);
      default:
        if (text === undefined) return false;
        if (!inList) return mode === 'record' && HOLDS_NAME.has(key) && VARIABLE.test(text);
        return LISTS_NAMES.has(key) && (key === 'keys' ? ANY_VARIABLE : VARIABLE).test(text);
    }
  }
}

const isCommon = (mode: Mode, key: string): boolean =>
  mode === 'party'
    ? OF_PARTY.has(key)
    : mode === 'request'
      ? key === 'ip_address'
      : mode === 'config' && (PARTIES.has(key) || key === 'request' || key.endsWith('_at'));
