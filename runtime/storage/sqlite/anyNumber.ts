/**
 * A number as the parameter of a statement that is asked all the time. SQLite plans a statement anew when what is bound to it might have
 * changed the plan: a limit always might, and where rows are ordered a value that a column is to have, too. That takes ten times as long as
 * to find a row. A sum never does. Source: https://www.sqlite.org/c3ref/prepare.html, the third difference of `sqlite3_prepare_v2`.
 */
export const anyNumber = '(? + 0)'
