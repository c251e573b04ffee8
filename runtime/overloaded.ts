/** More is waiting than the engine takes; try again after a second. Nothing was stored. */
export class Overloaded extends Error {
  override readonly name = 'Overloaded'
}
