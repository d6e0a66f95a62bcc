/**
 * Conditions on role assignments that constrain who may assign which role to whom, in the language of
 * https://learn.microsoft.com/azure/role-based-access-control/conditions-format, as far as the portal's templates for
 * delegating role assignments use it. What cannot be read is not fulfilled: an unread condition must never let
 * something through.
 */
export interface RoleChange {
  readonly action: string;
  /** The GUID of the role that is assigned or removed. */
  readonly role: string;
  readonly principalId: string;
  readonly principalType: string;
}

/** Whether an assignment's condition, if it has one, lets its holder make this change. */
export function conditionAllows(condition: string | null, change: RoleChange): boolean {
  if (condition === null || condition.trim() === '') return true;
  const words = condition.match(token);
  if (words === null || words.join('') !== condition.replaceAll(/\s+/g, '')) return false;
  const reading = new Reading(words, change);
  const verdict = reading.any();
  return verdict === true && reading.atEnd;
}

const token =
  /@(?:Request|Resource)\[[^\]]+\]|(?:For\w+:)?(?:Guid|String)\w+|ActionMatches|AND\b|OR\b|&&|\|\||'[^']*'|[0-9a-f]{8}-[0-9a-f-]{27}|[!(){},]/gi;

class Reading {
  readonly #words: readonly string[];
  readonly #change: RoleChange;
  #at = 0;

  constructor(words: readonly string[], change: RoleChange) {
    this.#words = words;
    this.#change = change;
  }

  get atEnd(): boolean {
    return this.#at === this.#words.length;
  }

  #take(...wanted: readonly string[]): boolean {
    const word = this.#words[this.#at]?.toLowerCase();
    if (word === undefined || !wanted.includes(word)) return false;
    this.#at += 1;
    return true;
  }

  /** Terms joined by OR; undefined where the text could not be read. */
  any(): boolean | undefined {
    let verdict = this.#all();
    while (this.#take('or', '||')) {
      const next = this.#all();
      verdict = verdict === undefined || next === undefined ? undefined : verdict || next;
    }
    return verdict;
  }

  #all(): boolean | undefined {
    let verdict = this.#one();
    while (this.#take('and', '&&')) {
      const next = this.#one();
      verdict = verdict === undefined || next === undefined ? undefined : verdict && next;
    }
    return verdict;
  }

  #one(): boolean | undefined {
    if (this.#take('!')) {
      const inner = this.#one();
      return inner === undefined ? undefined : !inner;
    }
    if (this.#take('(')) {
      const inner = this.any();
      return this.#take(')') ? inner : undefined;
    }
    if (this.#take('actionmatches')) {
      const actions = this.#set();
      return actions?.some((action) => action === this.#change.action.toLowerCase());
    }
    return this.#comparison();
  }

  #comparison(): boolean | undefined {
    const attribute = /:(RoleDefinitionId|PrincipalId|PrincipalType)\]$/i
      .exec(this.#words[this.#at] ?? '')?.[1]
      ?.toLowerCase();
    const operator = this.#words[this.#at + 1]?.toLowerCase();
    if (attribute === undefined || operator === undefined) return undefined;
    this.#at += 2;
    const values = this.#set();
    if (values === undefined) return undefined;
    const actual = { roledefinitionid: this.#change.role, principalid: this.#change.principalId }[attribute];
    const held = values.includes((actual ?? this.#change.principalType).toLowerCase());
    switch (operator) {
      case 'foranyofanyvalues:guidequals':
      case 'foranyofanyvalues:stringequalsignorecase':
        return held;
      case 'foranyofallvalues:guidnotequals':
      case 'foranyofallvalues:stringnotequalsignorecase':
        return !held;
      default:
        return undefined;
    }
  }

  /** `{a, b}`, in lower case and without quotes. */
  #set(): readonly string[] | undefined {
    if (!this.#take('{')) return undefined;
    const values: string[] = [];
    do {
      const word = this.#words[this.#at];
      if (word === undefined || word === '}') return undefined;
      values.push(word.replaceAll("'", '').toLowerCase());
      this.#at += 1;
    } while (this.#take(','));
    return this.#take('}') ? values : undefined;
  }
}
