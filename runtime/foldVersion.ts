/**
 * The version of the fold. The same entries give the same decisions within one version only, so an upgrade to another is an entry of the log,
 * and what came before it is never folded again: there the tables are the truth.
 *
 * Raise it by one with any change after which some history could give other decisions, other numbers or other texts kept with them: a bug
 * mended in a behaviour, a condition judged otherwise, an id derived otherwise. What only makes the fold quicker leaves it as it is; so does
 * a new node kind, a new setting whose absence means what it always meant, and a migration, which carries state over.
 *
 * test/runtime/rebuild/ keeps stores that the present version decided, whose logs must come out as they did.
 */
export const foldVersion = 16
